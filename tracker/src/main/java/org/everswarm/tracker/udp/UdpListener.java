package org.everswarm.tracker.udp;

import io.vertx.core.Future;
import java.net.InetSocketAddress;

/** An open UDP socket whose packets are answered on one event loop. */
sealed interface UdpListener permits BatchListener, ChannelListener {

  /** The address it is bound to. */
  InetSocketAddress address();

  /** Whether others may listen on the same address, each on an event loop of its own. */
  boolean shareable();

  /** Closes the socket; nothing is answered from then on. On its loop only. */
  Future<Void> stop();
}

package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.datagram.DatagramAddress;

/** How a reply leaves that could not be given at once. */
interface LateReplies {

  /** Runs a task on the event loop, from any thread; nowhere once the listener is closed. */
  void execute(Runnable task);

  /** Sends the first {@code length} bytes, which are copied; on the loop only. */
  void send(ByteBuf reply, int length, DatagramAddress recipient);
}

package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import org.everswarm.protocol.datagram.DatagramBatch;

/** The two kinds of event loops that listeners run on. */
enum Loops {
  /** Datagrams in batches, without a channel. */
  BATCHES,
  /** Netty's channel, as on systems that have no epoll. */
  CHANNEL;

  Vertx vertx() {
    if (this == CHANNEL) {
      return Vertx.builder().withTransport(Transport.NIO).build();
    }
    assumeTrue(Epoll.isAvailable() && DatagramBatch.available(), "no epoll on this system");
    return Vertx.builder().withTransport(Transport.EPOLL).build();
  }
}

package org.everswarm.tracker.http;

import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import javax.net.ssl.SSLException;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;

/** What one loop of a listener counts. Confined to it. */
final class HttpTally {

  private final LoopCounters counters;
  final Transport transport;

  HttpTally(LoopCounters counters, Transport transport) {
    this.counters = counters;
    this.transport = transport;
  }

  void announced(boolean ipv4, AnnounceResult result, long nanos) {
    counters.announced(transport, ipv4, result);
    counters.timed(transport, nanos);
  }

  void scraped(boolean ipv4, AnnounceResult result, long nanos) {
    counters.scraped(transport, ipv4, result);
    counters.timed(transport, nanos);
  }

  /** A connection was closed unheard, or something came that is not HTTP. */
  void rejected(HttpRejection reason) {
    counters.rejected(reason);
  }

  /** A connection broke. No TLS or no PROXY header is malformed; a reset is nothing. */
  void broken(Throwable cause) {
    if (cause instanceof HAProxyProtocolException
        || cause instanceof SSLException
        || cause.getCause() instanceof SSLException) {
      rejected(HttpRejection.MALFORMED);
    }
  }
}

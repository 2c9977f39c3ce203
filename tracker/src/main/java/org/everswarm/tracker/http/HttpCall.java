package org.everswarm.tracker.http;

import io.vertx.core.http.HttpServerRequest;
import org.everswarm.protocol.IpAddress;

/** One announce or scrape on its way: the request, whose it is, and when it came. */
record HttpCall(HttpServerRequest request, IpAddress client, long startNanos) {

  boolean ipv4() {
    return client.isIpv4();
  }
}

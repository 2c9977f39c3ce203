package org.everswarm.tracker.http;

import io.vertx.core.http.HttpServerResponse;
import org.everswarm.protocol.IpAddress;
import org.jspecify.annotations.Nullable;

/** What a loop knows of one connection. Confined to that loop. */
final class ClientConnection {

  /** The other end: the client, or a proxy that is trusted to tell for whom it asks. */
  final IpAddress peer;

  final boolean proxy;

  private long lastNanos;
  private @Nullable HttpServerResponse awaited;

  ClientConnection(IpAddress peer, boolean proxy, long nowNanos) {
    this.peer = peer;
    this.proxy = proxy;
    this.lastNanos = nowNanos;
  }

  /** A whole request came in and is to be answered so. */
  void requested(HttpServerResponse response, long nowNanos) {
    awaited = response;
    lastNanos = nowNanos;
  }

  /** A whole request came in and is answered. */
  void answered(long nowNanos) {
    awaited = null;
    lastNanos = nowNanos;
  }

  /** Whether it has become a WebSocket, which is its mount's to look after. */
  boolean upgraded() {
    return awaited != null && awaited.ended() && awaited.getStatusCode() == 101;
  }

  /** Whether the client has kept us waiting for so long. We may keep it waiting. */
  boolean idle(long nowNanos, long limitNanos) {
    if (awaited != null && !awaited.ended()) {
      return false;
    }
    return nowNanos - lastNanos > limitNanos;
  }
}

package org.everswarm.tracker.shop.api;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.listen.OpenConnections;
import org.everswarm.tracker.listen.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected to the shop: lets connections in, and closes those that send no whole request
 * head for too long. Confined to the server's event loop.
 *
 * <p>Not the server's own idle timeout alone: that one is content with a byte now and then.
 */
final class Visitors {

  private final TrustedProxies proxies;
  private final OpenConnections counted;
  private final long headNanos;
  private final long idleNanos;
  private final LongSupplier nanoClock;
  private final Map<HttpConnection, Visit> open = new HashMap<>();

  Visitors(List<Cidr> trustedProxies, ApiLimits limits, LongSupplier nanoClock) {
    proxies = new TrustedProxies(trustedProxies);
    counted = new OpenConnections(limits.connections(), limits.connectionsPerSource());
    headNanos = TimeUnit.SECONDS.toNanos(limits.headSeconds());
    idleNanos = TimeUnit.SECONDS.toNanos(limits.idleSeconds());
    this.nanoClock = nanoClock;
  }

  void connected(HttpConnection connection) {
    Optional<IpAddress> peer = address(connection.remoteAddress());
    boolean proxy = peer.isPresent() && proxies.trusts(peer.get());
    if (peer.isEmpty() || !(proxy ? counted.admitProxy() : counted.admit(peer.get()))) {
      connection.close();
      return;
    }
    open.put(connection, new Visit(proxy, nanoClock.getAsLong()));
    connection.closeHandler(closed -> disconnected(connection, peer.get()));
  }

  private void disconnected(HttpConnection connection, IpAddress peer) {
    @Nullable Visit visit = open.remove(connection);
    if (visit != null && visit.proxy) {
      counted.proxyClosed();
    } else if (visit != null) {
      counted.closed(peer);
    }
  }

  /** A whole request head has come. */
  void asked(HttpServerRequest request) {
    @Nullable Visit visit = open.get(request.connection());
    if (visit != null) {
      visit.awaited = request.response();
      visit.limitNanos = idleNanos;
    }
  }

  /** Closes those that keep the shop waiting; to be called more often than that takes. */
  void sweep() {
    long now = nanoClock.getAsLong();
    for (Map.Entry<HttpConnection, Visit> entry : List.copyOf(open.entrySet())) {
      if (entry.getValue().isLate(now)) {
        entry.getKey().close();
      }
    }
  }

  /** Whom a request is from, past the proxies that are trusted. */
  IpAddress source(HttpServerRequest request) {
    IpAddress peer = address(request.remoteAddress()).orElseThrow();
    return proxies.client(peer, request.headers().getAll("X-Forwarded-For"));
  }

  private static Optional<IpAddress> address(@Nullable SocketAddress address) {
    @Nullable String literal = address == null ? null : address.hostAddress();
    return literal == null ? Optional.empty() : IpAddress.parse(literal.split("%", 2)[0]);
  }

  /** One connection. The first request is due sooner than each that follows on it. */
  private final class Visit {

    private final boolean proxy;
    private long sinceNanos;
    private long limitNanos;
    private @Nullable HttpServerResponse awaited;

    Visit(boolean proxy, long nowNanos) {
      this.proxy = proxy;
      sinceNanos = nowNanos;
      limitNanos = proxy ? idleNanos : headNanos;
    }

    boolean isLate(long nowNanos) {
      if (awaited != null) {
        if (awaited.ended()) {
          awaited = null;
        }
        sinceNanos = nowNanos;
      }
      return nowNanos - sinceNanos > limitNanos;
    }
  }
}

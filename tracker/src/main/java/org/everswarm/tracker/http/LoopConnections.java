package org.everswarm.tracker.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.listen.OpenConnections;
import org.everswarm.tracker.listen.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one listener on one event loop: lets them in, and closes those that send no
 * whole request for too long. Confined to that loop.
 *
 * <p>Not the server's own idle timeout alone: that one is content with a byte now and then.
 */
final class LoopConnections {

  private final Map<HttpConnection, ClientConnection> open = new HashMap<>();
  private final OpenConnections counted;
  private final TrustedProxies proxies;
  private final boolean proxyProtocol;
  private final long idleNanos;
  private final LongSupplier nanoClock;
  private final Consumer<HttpRejection> refused;
  private final DirectAnswers direct;

  /**
   * @param direct answers what is simple
   * @param refused told of every connection that was closed unheard
   */
  LoopConnections(
      HttpSettings settings,
      TrustedProxies proxies,
      HttpParts parts,
      DirectAnswers direct,
      Consumer<HttpRejection> refused) {
    this.counted = parts.connections();
    this.proxies = proxies;
    this.proxyProtocol = settings.proxyProtocol();
    this.idleNanos = TimeUnit.SECONDS.toNanos(settings.limits().idleSeconds());
    this.nanoClock = parts.nanoClock();
    this.direct = direct;
    this.refused = refused;
  }

  void opened(HttpConnection connection) {
    Optional<ClientConnection> client = client(connection);
    if (client.isEmpty() || !admit(client.get())) {
      refused.accept(client.isEmpty() ? HttpRejection.UNTRUSTED : HttpRejection.CONNECTION_LIMIT);
      connection.close();
      return;
    }
    PipelinedRequests.limit(connection, client.get(), direct);
    open.put(connection, client.get());
    connection.closeHandler(closed -> forget(connection));
  }

  private Optional<ClientConnection> client(HttpConnection connection) {
    Optional<IpAddress> socket = address(connection.remoteAddress(true));
    boolean trusted = socket.isPresent() && proxies.trusts(socket.get());
    if (!proxyProtocol) {
      return socket.map(peer -> new ClientConnection(peer, trusted, nanoClock.getAsLong()));
    }
    // What a PROXY header told has replaced the remote address.
    return trusted
        ? address(connection.remoteAddress())
            .map(peer -> new ClientConnection(peer, proxies.trusts(peer), nanoClock.getAsLong()))
        : Optional.empty();
  }

  private static Optional<IpAddress> address(@Nullable SocketAddress address) {
    String literal = address == null ? null : address.hostAddress();
    return literal == null ? Optional.empty() : IpAddress.parse(withoutZone(literal));
  }

  private static String withoutZone(String literal) {
    int percent = literal.indexOf('%');
    return percent < 0 ? literal : literal.substring(0, percent);
  }

  private boolean admit(ClientConnection client) {
    return client.proxy ? counted.admitProxy() : counted.admit(client.peer);
  }

  private void uncount(ClientConnection client) {
    if (client.proxy) {
      counted.proxyClosed();
    } else {
      counted.closed(client.peer);
    }
  }

  /** What is known of a connection; null once it is closed. */
  @Nullable ClientConnection of(HttpConnection connection) {
    return open.get(connection);
  }

  private void forget(HttpConnection connection) {
    ClientConnection client = open.remove(connection);
    if (client != null) {
      uncount(client);
    }
  }

  /** To be called every few seconds. */
  void sweep() {
    long now = nanoClock.getAsLong();
    Iterator<Map.Entry<HttpConnection, ClientConnection>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      var entry = entries.next();
      ClientConnection client = entry.getValue();
      if (client.upgraded()) {
        entries.remove();
        uncount(client);
      } else if (client.idle(now, idleNanos)) {
        entry.getKey().close();
      }
    }
  }

  /** The listener is gone, and its connections with it. */
  void closeAll() {
    open.values().forEach(this::uncount);
    open.clear();
  }
}

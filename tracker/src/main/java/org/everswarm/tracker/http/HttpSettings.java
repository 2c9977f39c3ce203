package org.everswarm.tracker.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.listen.Cidr;

/**
 * How an HTTP or HTTPS listener is opened.
 *
 * @param bind its address
 * @param tls the certificate; HTTP without one
 * @param trustedProxies networks whose {@code X-Forwarded-For} and PROXY headers are believed
 * @param proxyProtocol whether every connection begins with a PROXY protocol header, version 1 or
 *     2; connections from elsewhere than the trusted proxies are then closed
 * @param mounts what serves other paths than the tracker's own, by exact path, and is told the
 *     client's address, past proxies that are trusted; a WebSocket there must ping more often than
 *     every {@code 2 * limits.idleSeconds()}
 */
public record HttpSettings(
    InetSocketAddress bind,
    Optional<TlsFiles> tls,
    List<Cidr> trustedProxies,
    boolean proxyProtocol,
    HttpLimits limits,
    Map<String, BiConsumer<HttpServerRequest, IpAddress>> mounts) {

  public HttpSettings {
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException("Cannot resolve the HTTP address " + bind.getHostString());
    }
    if (proxyProtocol && trustedProxies.isEmpty()) {
      throw new IllegalArgumentException(
          "The PROXY protocol needs at least one trusted proxy: set --trusted-proxy");
    }
    trustedProxies = List.copyOf(trustedProxies);
    mounts = Map.copyOf(mounts);
  }

  /** Plain HTTP with the defaults. */
  public static HttpSettings of(InetSocketAddress bind) {
    return new HttpSettings(bind, Optional.empty(), List.of(), false, HttpLimits.DEFAULT, Map.of());
  }
}

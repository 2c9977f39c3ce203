package org.everswarm.tracker.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.listen.CannotListen;
import org.everswarm.tracker.listen.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP or HTTPS listener on one event loop; {@link #deploy} spreads one address over many loops.
 * Serves announce and scrape (BEP 3, 7, 23, 24, 31, 48), and what is mounted beside them.
 */
public final class HttpFrontEnd extends VerticleBase {

  private static final long SWEEP_MILLIS = 1000;
  private static final int WEB_SOCKET_FRAME_BYTES = 64 << 10;

  private final HttpSettings settings;
  private final HttpParts parts;
  private final SocketAddress address;
  private @Nullable HttpServer server;
  private @Nullable LoopConnections connections;

  private HttpFrontEnd(HttpSettings settings, HttpParts parts, SocketAddress address) {
    this.settings = settings;
    this.parts = parts;
    this.address = address;
  }

  /**
   * Opens the listener on {@code instances} event loops. The address is the one that is bound, with
   * the port that the system chose for port 0. Fails with a sentence that names the address, or the
   * file that cannot be read. Undeploying, or closing Vert.x, closes it.
   */
  public static Future<InetSocketAddress> deploy(
      Vertx vertx, int instances, HttpSettings settings, HttpParts parts) {
    SocketAddress address = shared(settings.bind());
    List<HttpFrontEnd> deployed = new CopyOnWriteArrayList<>();
    return vertx
        .deployVerticle(
            () -> {
              HttpFrontEnd frontEnd = new HttpFrontEnd(settings, parts, address);
              deployed.add(frontEnd);
              return frontEnd;
            },
            new DeploymentOptions().setInstances(instances))
        .map(id -> deployed.get(0).address());
  }

  /** Vert.x lets servers share a port; for one that the system is to choose, they need a name. */
  private static SocketAddress shared(InetSocketAddress bind) {
    String host = bind.getAddress().getHostAddress();
    int name = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    return bind.getPort() == 0
        ? SocketAddress.sharedRandomPort(name, host)
        : SocketAddress.inetSocketAddress(bind.getPort(), host);
  }

  private InetSocketAddress address() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return new InetSocketAddress(settings.bind().getAddress(), server.actualPort());
  }

  @Override
  public Future<?> start() {
    Transport transport = settings.tls().isPresent() ? Transport.HTTPS : Transport.HTTP;
    LoopCounters counters = parts.counters().newLoop();
    TrustedProxies proxies = new TrustedProxies(settings.trustedProxies());
    HttpTally tally = new HttpTally(counters, transport);
    HttpQuestions questions = new HttpQuestions(parts.pipeline(), tally);
    DirectAnswers direct = new DirectAnswers(settings, parts, proxies, questions);
    LoopConnections open = new LoopConnections(settings, proxies, parts, direct, tally::rejected);
    HttpRequests requests =
        new HttpRequests(settings, parts, proxies, open, questions, tally, context);
    connections = open;
    HttpServer listener =
        vertx
            .createHttpServer(options())
            .connectionHandler(open::opened)
            .requestHandler(requests::handle)
            .invalidRequestHandler(requests::invalid)
            .exceptionHandler(tally::broken);
    server = listener;
    vertx.setPeriodic(SWEEP_MILLIS, timer -> open.sweep());
    return listener.listen(address).recover(this::failed);
  }

  private HttpServerOptions options() {
    HttpLimits limits = settings.limits();
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxInitialLineLength(limits.maxUriBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            // A close waits behind answers that the client does not read; this one does not. Of
            // reading alone: for the other, every write would get a listener.
            .setReadIdleTimeout(2 * limits.idleSeconds())
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setMaxWebSocketFrameSize(WEB_SOCKET_FRAME_BYTES)
            .setMaxWebSocketMessageSize(WEB_SOCKET_FRAME_BYTES)
            .setUseProxyProtocol(settings.proxyProtocol())
            .setProxyProtocolTimeout(limits.idleSeconds())
            .setProxyProtocolTimeoutUnit(TimeUnit.SECONDS);
    settings.tls().ifPresent(files -> secure(options, files));
    return options;
  }

  private static void secure(HttpServerOptions options, TlsFiles files) {
    requireReadable("certificate", files.certificate());
    requireReadable("key", files.key());
    options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(files.certificate().toString())
                .addKeyPath(files.key().toString()));
  }

  private static void requireReadable(String what, Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("Cannot read the TLS " + what + " " + file);
    }
  }

  private Future<HttpServer> failed(Throwable cause) {
    String name = settings.tls().isPresent() ? "HTTPS" : "HTTP";
    return Future.failedFuture(new CannotListen(name, settings.bind(), cause));
  }

  @Override
  public Future<?> stop() {
    if (connections != null) {
      connections.closeAll();
    }
    return server == null ? Future.succeededFuture() : server.close();
  }
}

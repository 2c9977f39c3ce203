package org.everswarm.tracker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.gate.SipHash;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.http.HttpFrontEnd;
import org.everswarm.tracker.http.HttpLimits;
import org.everswarm.tracker.http.HttpParts;
import org.everswarm.tracker.http.HttpSettings;
import org.everswarm.tracker.http.TlsFiles;
import org.everswarm.tracker.listen.OpenConnections;
import org.everswarm.tracker.udp.ConnectionKey;
import org.everswarm.tracker.udp.UdpFrontEnd;
import org.everswarm.tracker.udp.UdpParts;
import org.everswarm.tracker.udp.UdpSettings;

/** Every listener for announces: one verticle for each address and event loop. */
final class FrontEnds {

  private static final String CONTROL_PATH = "/control";
  private static final int BURST_SECONDS = 2;
  private static final int SOURCES_TOLD_APART = 1 << 16;

  private final TrackerConfig config;
  private final OpenConnections connections;
  private final HttpParts httpParts;
  private final UdpParts udpParts;
  private final List<InetSocketAddress> udp = new CopyOnWriteArrayList<>();
  private final List<InetSocketAddress> http = new CopyOnWriteArrayList<>();
  private final List<InetSocketAddress> https = new CopyOnWriteArrayList<>();

  FrontEnds(
      TrackerConfig config,
      AnnouncePipeline pipeline,
      TrafficCounters traffic,
      ConnectionKey connectionKey,
      InstantSource clock,
      RandomGenerator random) {
    this.config = config;
    SourceLimits limits = config.sources();
    connections = new OpenConnections(limits.connections(), limits.connectionsPerSource());
    httpParts =
        new HttpParts(
            pipeline,
            limiter(limits.httpPerSecond(), random),
            connections,
            traffic,
            System::nanoTime);
    udpParts =
        new UdpParts(
            pipeline,
            connectionKey,
            limiter(limits.udpPerSecond(), random),
            limiter(limits.udpPerSecond(), random),
            traffic,
            clock,
            System::nanoTime);
  }

  /** Opens them one after the other; fails with the first that cannot be. */
  Future<Void> deploy(Vertx vertx, BiConsumer<HttpServerRequest, IpAddress> control) {
    int loops = config.eventLoops();
    Map<String, BiConsumer<HttpServerRequest, IpAddress>> mounts = Map.of(CONTROL_PATH, control);
    return each(
            config.http(),
            http,
            bind ->
                HttpFrontEnd.deploy(
                    vertx, loops, httpSettings(bind, Optional.empty(), mounts), httpParts))
        .compose(
            opened ->
                each(
                    config.https(),
                    https,
                    bind ->
                        HttpFrontEnd.deploy(
                            vertx, loops, httpSettings(bind, config.tls(), mounts), httpParts)))
        .compose(
            opened ->
                each(
                    config.udp(),
                    udp,
                    bind -> UdpFrontEnd.deploy(vertx, loops, UdpSettings.of(bind), udpParts)));
  }

  List<InetSocketAddress> udp() {
    return List.copyOf(udp);
  }

  List<InetSocketAddress> http() {
    return List.copyOf(http);
  }

  List<InetSocketAddress> https() {
    return List.copyOf(https);
  }

  /** HTTP and HTTPS connections that are open. */
  int connections() {
    return connections.open();
  }

  private HttpSettings httpSettings(
      InetSocketAddress bind,
      Optional<TlsFiles> tls,
      Map<String, BiConsumer<HttpServerRequest, IpAddress>> mounts) {
    return new HttpSettings(
        bind, tls, config.trustedProxies(), config.proxyProtocol(), HttpLimits.DEFAULT, mounts);
  }

  private static Future<Void> each(
      List<InetSocketAddress> wanted,
      List<InetSocketAddress> bound,
      Function<InetSocketAddress, Future<InetSocketAddress>> open) {
    Future<Void> all = Future.succeededFuture();
    for (InetSocketAddress address : wanted) {
      all = all.compose(before -> open.apply(address)).onSuccess(bound::add).mapEmpty();
    }
    return all;
  }

  private static SourceLimiter limiter(int perSecond, RandomGenerator random) {
    SipHash hash = new SipHash(random.nextLong(), random.nextLong());
    return new SourceLimiter(
        perSecond,
        (int) Math.min(Integer.MAX_VALUE, (long) perSecond * BURST_SECONDS),
        SOURCES_TOLD_APART,
        hash);
  }
}

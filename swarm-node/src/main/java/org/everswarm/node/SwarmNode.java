package org.everswarm.node;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.everswarm.node.admission.AdmissionLimits;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.control.ChannelSettings;
import org.everswarm.node.control.TrackerChannel;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.store.ReaderLimits;
import org.everswarm.node.web.WebCounters;
import org.everswarm.node.web.WebSeedServer;
import org.everswarm.node.web.WebSettings;
import org.everswarm.node.wire.Wire;
import org.everswarm.node.wire.WireCounters;
import org.everswarm.node.wire.WireLimits;
import org.everswarm.node.wire.WireSettings;
import org.everswarm.node.wire.WireTimes;

/** One swarm-node: makes the parts, starts them in order, stops them in the opposite one. */
final class SwarmNode {

  private static final int VERIFIER_THREADS = 2;
  private static final int VERIFIER_QUEUE = 1024;
  private static final int VERIFIED_RECEIPTS = 65_536;
  private static final int MAX_WAITING_READS = 16_384;
  private static final long SWEEP_MILLIS = 10_000;
  private static final long FORGET_MILLIS = 600_000;
  private static final long SECONDS_PER_HOUR = 3600;
  private static final long LOOK_MILLIS = 10_000;
  private static final int READ_THREADS = 4;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Vert.x serves no files here, so it needs no directory to cache them in. */
  private static final FileSystemOptions NO_FILES =
      new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

  private final NodeConfig config;
  private final BundleStore store;
  private final Vertx vertx;
  private final ExecutorService verifiers;
  private final DiskPieceReader reader;
  private final Receipts receipts;
  private final Denials denials;
  private final Admissions admissions;
  private final WebCounters webCounters = new WebCounters();
  private final WireCounters wireCounters = new WireCounters();
  private final Wire wire;
  private final InstantSource clock = InstantSource.system();
  private final TrackerChannel channel;
  private volatile boolean ready;

  private SwarmNode(NodeConfig config, BundleStore store, SecureRandom random) {
    this.config = config;
    this.store = store;
    this.vertx = newVertx(config);
    this.verifiers = newVerifiers();
    this.reader =
        new DiskPieceReader(
            store,
            PooledByteBufAllocator.DEFAULT,
            new ReaderLimits(READ_THREADS, config.readBytes(), MAX_WAITING_READS));
    this.receipts = new Receipts(verifiers, VERIFIED_RECEIPTS, config.receiptKeys());
    this.denials = new Denials(infoHash -> store.find(infoHash) != null);
    this.admissions = new Admissions(AdmissionLimits.defaults(), receipts, denials, clock);
    this.wire =
        new Wire(
            new WireSettings(config.wire(), WireLimits.defaults(), WireTimes.defaults()),
            store,
            reader,
            admissions,
            wireCounters,
            random,
            () -> System.nanoTime() / NANOS_PER_MILLI,
            clock);
    this.channel =
        new TrackerChannel(this::channelSettings, store, admissions, receipts, denials, random);
  }

  /** Opens the store of a node that is not started yet. */
  static SwarmNode open(NodeConfig config) {
    try {
      BundleStore store = BundleStore.open(config.data(), InstantSource.system());
      return new SwarmNode(config, store, new SecureRandom());
    } catch (IOException unusable) {
      throw new ConfigException(
          "--data: " + config.data() + " cannot be used: " + unusable.getMessage() + ".", unusable);
    }
  }

  private static Vertx newVertx(NodeConfig config) {
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(config.eventLoops())
            .setFileSystemOptions(NO_FILES));
  }

  private static ExecutorService newVerifiers() {
    return new ThreadPoolExecutor(
        VERIFIER_THREADS,
        VERIFIER_THREADS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(VERIFIER_QUEUE),
        work -> {
          Thread thread = new Thread(work, "receipt-verifier");
          thread.setDaemon(true);
          return thread;
        });
  }

  private ChannelSettings channelSettings() {
    return new ChannelSettings(
        config.trackers(), config.token()::text, wire.port(), config.advertised(), config.webUrl());
  }

  /** Completes when every port is open; the tracker may be there later. */
  Future<Void> start() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new NodeMetrics(registry, this).register();
    vertx.setPeriodic(SWEEP_MILLIS, timer -> admissions.sweep());
    vertx.setPeriodic(FORGET_MILLIS, timer -> forget());
    lookAgainLater();
    return vertx
        .deployVerticle(new OpsServer(config.ops(), registry, this::isReady))
        .compose(ops -> vertx.deployVerticle(wire::newServer, everyLoop()))
        .compose(wired -> vertx.deployVerticle(webServers(), everyLoop()))
        .compose(web -> startChannel());
  }

  private void forget() {
    long epochHours = clock.instant().getEpochSecond() / SECONDS_PER_HOUR;
    vertx.executeBlocking(Executors.callable(() -> receipts.forget(epochHours)), false);
  }

  private void lookAgainLater() {
    vertx.setTimer(
        LOOK_MILLIS,
        timer ->
            vertx
                .executeBlocking(Executors.callable(store::lookAgain), false)
                .onComplete(done -> lookAgainLater()));
  }

  /** Opens the channel to the tracker and nothing else. */
  Future<Void> startChannel() {
    return vertx.deployVerticle(channel).mapEmpty();
  }

  private DeploymentOptions everyLoop() {
    return new DeploymentOptions().setInstances(config.eventLoops());
  }

  private Supplier<WebSeedServer> webServers() {
    WebSettings settings =
        WebSettings.at(config.web())
            .withConnections(config.maxConnections(), config.maxSourceConnections());
    return WebSeedServer.instances(settings, store, receipts, denials, reader, webCounters, clock);
  }

  /**
   * From now on {@code /health/ready} is fine once the tracker has said welcome, or if receipts can
   * be judged without it; and stays so while the tracker is away.
   */
  void allowReady() {
    if (config.receiptKeys().isEmpty()) {
      channel.welcomed().onSuccess(welcome -> ready = true);
    } else {
      ready = true;
    }
  }

  boolean isReady() {
    return ready;
  }

  /** Completes when the tracker tracks the torrent. */
  Future<Void> register(HeldTorrent torrent) {
    return channel.register(torrent);
  }

  /** Ends every connection, then the workers. */
  Future<Void> close() {
    ready = false;
    return vertx
        .close()
        .onComplete(
            closed -> {
              verifiers.shutdownNow();
              reader.close();
              store.close();
            });
  }

  BundleStore store() {
    return store;
  }

  DiskPieceReader reader() {
    return reader;
  }

  Admissions admissions() {
    return admissions;
  }

  Denials denials() {
    return denials;
  }

  TrackerChannel channel() {
    return channel;
  }

  WebCounters webCounters() {
    return webCounters;
  }

  WireCounters wireCounters() {
    return wireCounters;
  }
}

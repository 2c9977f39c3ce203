package org.everswarm.tracker;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.datagram.ThreadPriority;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.IntervalStretch;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.cluster.ClusterHost;
import org.everswarm.tracker.cluster.ClusterNode;
import org.everswarm.tracker.coordinator.Coordinator;
import org.everswarm.tracker.coordinator.CoordinatorLimits;
import org.everswarm.tracker.coordinator.CoordinatorSettings;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.ops.AdminApi;
import org.everswarm.tracker.ops.ClusterFigures;
import org.everswarm.tracker.ops.OpsServer;
import org.everswarm.tracker.ops.ProcessMeters;
import org.everswarm.tracker.ops.Readiness;
import org.everswarm.tracker.ops.TorrentAdmin;
import org.everswarm.tracker.ops.TrackerMeters;
import org.everswarm.tracker.snapshot.SnapshotSettings;
import org.everswarm.tracker.snapshot.Snapshots;
import org.everswarm.tracker.state.NodeState;
import org.everswarm.tracker.state.TorrentTerms;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.udp.ConnectionKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tracker node: the place where its parts are made and joined.
 *
 * <p>{@link #open} checks everything that can be checked without a port; {@link #start} opens the
 * ports. Thread-safe.
 */
public final class TrackerNode {

  private static final Logger LOG = LoggerFactory.getLogger("tracker");
  private static final int DISK_THREADS = 2;
  private static final int REFRESHES_PER_EXPIRY = 4;
  private static final int SECONDS_PER_MINUTE = 60;

  private final TrackerConfig config;
  private final DataDirectory data;
  private final Vertx vertx;
  private final CoarseClock clock;
  private final Readiness readiness = new Readiness();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProcessMeters processMeters = new ProcessMeters(metrics);
  private final TrafficCounters traffic = new TrafficCounters();
  private final PeerTable peers;
  private final ReceiptGate gate;
  private final Coordinator coordinator;
  private final NodeKeys keyRing;
  private final NodeState state;
  private final FrontEnds frontEnds;
  private final OpsServer ops;
  private final IntervalStretch stretch;
  private final EventLoopLoad load;
  private final Upkeep upkeep;
  private final Optional<Snapshots> snapshots;
  private final Optional<NodeCluster> cluster;
  private final Optional<ShopRole> shop;
  private volatile String snapshotsId = "";

  private TrackerNode(
      TrackerConfig config,
      DataDirectory data,
      List<ReceiptPublicKey> keys,
      Vertx vertx,
      ClusterClock clusterClock) {
    SecureRandom random = new SecureRandom();
    WorkerExecutor disk = vertx.createSharedWorkerExecutor("everswarm-disk", DISK_THREADS);
    this.config = config;
    this.data = data;
    this.vertx = vertx;
    clock = clock(config, clusterClock);
    peers = new PeerTable(config.peers(), random.nextLong());
    stretch = new IntervalStretch(config.announce().intervalSeconds(), System.nanoTime());
    load = new EventLoopLoad(config.eventLoops(), System::nanoTime);
    gate = gate(data, vertx, random);
    keys.forEach(gate::addKey);
    coordinator = coordinator(config, disk);
    if (config.cluster().isPresent()) {
      coordinator.expectOthers();
    }
    boolean registeredOnly = config.access() == Access.REGISTERED;
    peers.keepOut(new TorrentTerms(data.registry(), registeredOnly, clock));
    data.registry().onEnd(this::end);
    data.registry().denials().onDenied(denial -> drop(denial.infoHash(), denial.stampMillis()));
    keyRing = new NodeKeys(gate, data.keys(), coordinator::keysChanged);
    state = new NodeState(data.registry(), data.revocations(), gate, keyRing, clusterClock);
    frontEnds = new FrontEnds(config, pipeline(), traffic, connectionKey(), clock, random);
    upkeep = upkeep();
    snapshots = snapshots();
    cluster = cluster(clusterClock, random);
    ops = ops(disk);
    shop = config.shop().map(settings -> new ShopRole(settings, data, keyRing, gate));
    bindMeters();
  }

  /** Checks configuration and data directory; a {@link ConfigException} says what is wrong. */
  public static TrackerNode open(TrackerConfig config) {
    config.tls().ifPresent(TlsCheck::require);
    config.cluster().ifPresent(ClusterPorts::require);
    ClusterClock clusterClock = new ClusterClock(InstantSource.system());
    DataDirectory data = DataDirectory.open(config.data(), clusterClock::stamp);
    try {
      List<ReceiptPublicKey> keys = NodeKeys.load(data.keys(), config.receiptKeys());
      return new TrackerNode(
          config, data, keys, EventLoops.open(config.eventLoops()), clusterClock);
    } catch (RuntimeException refused) {
      closeQuietly(data);
      throw refused;
    }
  }

  /**
   * Opens every port. A single node is ready when this completes; one of a cluster when it knows
   * what the others know, which {@code /health/ready} tells. Fails with a {@link ConfigException}
   * for a port.
   */
  public Future<TrackerNode> start() {
    logHeader();
    return vertx
        .deployVerticle(upkeep)
        .compose(deployed -> vertx.deployVerticle(coordinator))
        .compose(deployed -> vertx.deployVerticle(ops))
        .compose(deployed -> frontEnds.deploy(vertx, coordinator.control()))
        .compose(
            deployed -> cluster.isPresent() ? join(cluster.get()) : restore(ClusterNode.NOBODY))
        .compose(joined -> openShop())
        .recover(TrackerNode::startFailure)
        .map(
            deployed -> {
              logWhatThereIs();
              if (cluster.isEmpty()) {
                beReady();
              }
              return this;
            });
  }

  private Future<Void> openShop() {
    return shop.map(role -> role.start(vertx, metrics)).orElse(Future.succeededFuture());
  }

  private void beReady() {
    readiness.ready();
    LOG.info("ready");
  }

  /** What the swarm's peers were taken in for is no more. */
  private void end(InfoHash torrent) {
    drop(torrent, data.registry().voidBefore(torrent.word0(), torrent.word1(), torrent.word2()));
  }

  private void drop(InfoHash torrent, long endedMillis) {
    peers.remove(
        torrent, endedMillis, (int) (clock.instant().getEpochSecond() / SECONDS_PER_MINUTE));
  }

  /** Whether the cluster is within reach or not, this node answers. */
  private Future<Void> join(NodeCluster with) {
    with.start()
        .onSuccess(
            complete -> {
              snapshots.ifPresent(Snapshots::complete);
              beReady();
            });
    return Future.succeededFuture();
  }

  /** Stops taking traffic, closes every port, and lets go of the data directory. */
  public Future<Void> close() {
    readiness.drain();
    coordinator.drain();
    if (config.drainSeconds() == 0) {
      return closeNow();
    }
    // Not by a timer of Vert.x: what follows on its thread ends with the thread, when Vert.x does.
    Promise<Void> closed = Promise.promise();
    CompletableFuture.delayedExecutor(config.drainSeconds(), TimeUnit.SECONDS)
        .execute(() -> closeNow().onComplete(closed));
    return closed.future();
  }

  private Future<Void> closeNow() {
    // Before the worker pools go: whoever is still served needs them.
    List<Future<Void>> undeployed =
        vertx.deploymentIDs().stream()
            .filter(id -> !id.equals(snapshotsId))
            .map(vertx::undeploy)
            .toList();
    // The last snapshot is taken, and the last word told, when nobody announces any more.
    return Future.join(undeployed)
        .transform(gone -> cluster.map(NodeCluster::drain).orElse(Future.succeededFuture()))
        .transform(
            gone -> snapshotsId.isEmpty() ? Future.succeededFuture() : vertx.undeploy(snapshotsId))
        .transform(saved -> cluster.map(NodeCluster::close).orElse(Future.succeededFuture()))
        .transform(left -> vertx.close())
        .onComplete(closed -> release());
  }

  /** The ports are open already: who announces before the last peer is back is served. */
  private Future<Void> restore(long othersSinceMillis) {
    // Whoever ran already when the file was written knows what it says, and who left since.
    if (othersSinceMillis <= data.peersSavedMillis()) {
      snapshots.ifPresent(Snapshots::leaveUnread);
    }
    return snapshots
        .map(
            kept ->
                vertx
                    .deployVerticle(kept)
                    .onSuccess(id -> snapshotsId = id)
                    .compose(deployed -> kept.loaded()))
        .orElse(Future.succeededFuture());
  }

  /** Where UDP announces are taken, with the ports that were bound. */
  public List<InetSocketAddress> udpAddresses() {
    return frontEnds.udp();
  }

  /** Where HTTP announces are taken, with the ports that were bound. */
  public List<InetSocketAddress> httpAddresses() {
    return frontEnds.http();
  }

  /** Where HTTPS announces are taken, with the ports that were bound. */
  public List<InetSocketAddress> httpsAddresses() {
    return frontEnds.https();
  }

  /** Where metrics, health and the admin API are, with the port that was bound. */
  public InetSocketAddress opsAddress() {
    return new InetSocketAddress(config.ops().getAddress(), ops.actualPort());
  }

  /** Where the shop's API is, with the port that was bound; only of a node that has a shop. */
  Optional<InetSocketAddress> shopAddress() {
    return shop.map(ShopRole::address);
  }

  /** The secret that opens the admin API. */
  public String adminToken() {
    return data.adminToken().text();
  }

  /** In a cluster, no time is before one that another node has told. */
  private static CoarseClock clock(TrackerConfig config, ClusterClock clusterClock) {
    return new CoarseClock(
        config.cluster().isPresent()
            ? () -> Instant.ofEpochMilli(clusterClock.stamp())
            : InstantSource.system());
  }

  private ConnectionKey connectionKey() {
    return config
        .cluster()
        .map(settings -> NodeCluster.connectionKey(settings.key()))
        .orElse(data.connectionKey());
  }

  private Optional<NodeCluster> cluster(ClusterClock clusterClock, SecureRandom random) {
    return config
        .cluster()
        .map(settings -> new NodeCluster(settings, peers, clusterClock, state, random, new Host()));
  }

  private final class Host implements ClusterHost {

    @Override
    public Future<Void> restore(long completeSinceMillis) {
      return TrackerNode.this.restore(completeSinceMillis);
    }

    @Override
    public void joined(Vertx bus) {
      coordinator
          .joined(bus)
          .onFailure(
              failed -> LOG.error("swarm-nodes of other tracker nodes are not reached", failed));
    }

    @Override
    public int stretchPermille() {
      return stretch.permille();
    }

    @Override
    public void stretchedElsewhere(int permille) {
      stretch.elsewhere(permille);
    }
  }

  private static ReceiptGate gate(DataDirectory data, Vertx vertx, SecureRandom random) {
    int threads = Runtime.getRuntime().availableProcessors();
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("everswarm-receipts", threads);
    return new ReceiptGate(
        GateSettings.defaults(),
        data.revocations(),
        task -> worker.executeBlocking(() -> runTask(task), false),
        System::nanoTime,
        random);
  }

  private static boolean runTask(Runnable task) {
    ThreadPriority.giveWay();
    task.run();
    return true;
  }

  private Coordinator coordinator(TrackerConfig settings, WorkerExecutor disk) {
    int refreshSeconds =
        settings.peers().expiryMinutes() * SECONDS_PER_MINUTE / REFRESHES_PER_EXPIRY;
    return new Coordinator(
        new CoordinatorSettings(
            settings.access(),
            settings.announce().intervalSeconds(),
            refreshSeconds,
            CoordinatorLimits.defaults(settings.access())),
        gate,
        data.registry(),
        peers,
        disk,
        clock,
        System::nanoTime);
  }

  private Upkeep upkeep() {
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("everswarm-expiry", 1);
    return new Upkeep(
        clock, peers, config.peers().maxAgeMinutes(), stretch, load, worker, data.revocations());
  }

  private Optional<Snapshots> snapshots() {
    if (config.snapshotIntervalSeconds() == 0) {
      return Optional.empty();
    }
    SnapshotSettings settings =
        new SnapshotSettings(
            data.peers(),
            config.snapshotIntervalSeconds(),
            config.peers().maxAgeMinutes(),
            config.cluster().isPresent());
    WorkerExecutor worker =
        vertx.createSharedWorkerExecutor("everswarm-snapshots", 1, 1, TimeUnit.HOURS);
    return Optional.of(new Snapshots(settings, peers, worker, clock));
  }

  private AnnouncePipeline pipeline() {
    return new AnnouncePipeline(
        config.access(),
        data.registry(),
        gate,
        peers,
        coordinator,
        config.announce(),
        stretch,
        clock);
  }

  private OpsServer ops(WorkerExecutor disk) {
    AdminApi admin = new AdminApi(new TorrentAdmin(data.registry()), data.revocations(), keyRing);
    return new OpsServer(config.ops(), data.adminToken().text(), readiness, metrics, admin, disk);
  }

  private void bindMeters() {
    TrackerMeters meters = new TrackerMeters(metrics);
    meters.traffic(traffic, frontEnds::connections);
    meters.peers(peers);
    meters.gate(gate);
    meters.registered(data.registry());
    meters.swarmNodes(coordinator::nodes, coordinator::admissions, coordinator::admissionsDropped);
    meters.coordinators(coordinator::members, coordinator.memberCounters().byLabel());
    meters.controlRefused(coordinator.refusals());
    meters.sharedState(state);
    meters.readiness(readiness);
    meters.load(load::busiest, stretch);
    snapshots.ifPresent(kept -> meters.snapshots(kept.counters()));
    meters.cluster(() -> cluster.map(NodeCluster::figures).orElse(ClusterFigures.ALONE));
  }

  private void logHeader() {
    LOG.info(
        "everswarm-tracker {}, access {}, {} event loops",
        Version.text(),
        config.access().name().toLowerCase(Locale.ROOT),
        config.eventLoops());
  }

  private void logWhatThereIs() {
    List<Integer> ids = gate.keys().stream().map(ReceiptPublicKey::keyId).toList();
    LOG.info("receipt keys {}, registered torrents {}", ids, data.registry().list().size());
    udpAddresses().forEach(address -> LOG.info("udp {}", HostPort.format(address)));
    httpAddresses().forEach(address -> LOG.info("http {}", HostPort.format(address)));
    httpsAddresses().forEach(address -> LOG.info("https {}", HostPort.format(address)));
    LOG.info("ops {}", HostPort.format(opsAddress()));
    shop.ifPresent(role -> LOG.info("shop {}", HostPort.format(role.address())));
  }

  private static <T> Future<T> startFailure(Throwable failure) {
    boolean operatorsFault = failure instanceof IllegalArgumentException;
    return Future.failedFuture(
        operatorsFault ? new ConfigException(failure.getMessage() + ".", failure) : failure);
  }

  private void release() {
    shop.ifPresent(ShopRole::close);
    processMeters.close();
    metrics.close();
    closeQuietly(data);
  }

  private static void closeQuietly(DataDirectory data) {
    try {
      data.close();
    } catch (IOException failed) {
      LOG.error("the data directory did not close cleanly", failed);
    }
  }
}

package org.everswarm.tracker.coordinator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.Admissions;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerTable;
import org.jspecify.annotations.Nullable;

/**
 * The swarm-nodes of this tracker node: lets them in, keeps what they hold in the peer table, tells
 * them whom to serve and whom no more.
 *
 * <p>Its state is confined to its event loop, but for {@link Holders}: an announce looks up who
 * holds its torrent and writes the admission itself, so that it is on its way before the reply.
 */
public final class Coordinator extends VerticleBase implements Admissions {

  private static final long TICK_MILLIS = 1000;
  private static final long PING_MILLIS = TimeUnit.SECONDS.toMillis(20);

  private final CoordinatorSettings settings;
  private final ReceiptGate gate;
  private final Registry registry;
  private final PeerTable peers;
  private final WorkerExecutor disk;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Holders holders = new Holders(new HashMixer(new SecureRandom()));
  private final OtherTrackers others;
  private final LongAdder admissions = new LongAdder();
  private final LongAdder admissionsDropped = new LongAdder();
  private final Refusals refusals = new Refusals();
  private volatile @Nullable NodeRoster roster;
  private volatile boolean draining;

  public Coordinator(
      CoordinatorSettings settings,
      ReceiptGate gate,
      Registry registry,
      PeerTable peers,
      WorkerExecutor disk,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.gate = gate;
    this.registry = registry;
    this.peers = peers;
    this.disk = disk;
    this.clock = clock;
    this.nanoClock = nanoClock;
    others = new OtherTrackers(holders, nanoClock);
  }

  @Override
  public Future<?> start() {
    Seeders seeders = new Seeders(peers, registry, settings.access(), clock);
    NodeRoster nodes =
        new NodeRoster(
            settings,
            context,
            gate,
            holders,
            seeders,
            new NodeRegistrar(registry, disk, settings.limits()),
            registry.denials(),
            others,
            clock,
            nanoClock);
    gate.revocations()
        .onRevoke(revocations -> context.runOnContext(told -> nodes.revoke(revocations)));
    registry.denials().onChange(changes -> context.runOnContext(told -> nodes.denied(changes)));
    vertx.setPeriodic(TICK_MILLIS, tick -> nodes.tick());
    vertx.setPeriodic(PING_MILLIS, tick -> nodes.ping());
    roster = nodes;
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    NodeRoster nodes = roster;
    if (nodes != null) {
      nodes.drain();
    }
    return others.leave();
  }

  /**
   * This tracker node is one of many. To be called before the first announce: who is admitted
   * before the others are known is told to them then.
   */
  public void expectOthers() {
    others.expect();
  }

  /**
   * Has the coordinators of a cluster tell each other what is held at each and whom to serve, over
   * the event bus of a clustered Vert.x; completes when this one can be heard. Any thread. Until
   * then, and again when it fails, this tracker node is alone. A later call replaces the one
   * before.
   *
   * <p>Messages to a member that is gone wait until the event bus gives it up, at most 64 of them:
   * its ping and connect times should be a few seconds.
   */
  public Future<Void> joined(Vertx clustered) {
    return others.join(clustered, this::tell);
  }

  /**
   * Sends every swarm-node to another tracker node and lets none in any more. Any thread; to be
   * called when this one begins to go down, while it answers announces yet.
   */
  public void drain() {
    draining = true;
    NodeRoster nodes = roster;
    if (nodes != null) {
      context.runOnContext(drained -> nodes.drain());
    }
  }

  /** What answers {@code GET /control}; for any event loop, once this is deployed. */
  public BiConsumer<HttpServerRequest, IpAddress> control() {
    Vertx owner = vertx;
    NodeDoor door = new NodeDoor(owner, gate, clock, this::hasRoom, refusals, this::enter);
    return door::knock;
  }

  /** Tells every node the keys as they are now. Any thread. */
  public void keysChanged() {
    NodeRoster nodes = roster;
    if (nodes != null) {
      context.runOnContext(changed -> nodes.keysChanged());
    }
  }

  /** Swarm-nodes connected. Any thread. */
  public int nodes() {
    NodeRoster nodes = roster;
    return nodes == null ? 0 : nodes.size();
  }

  /** Admissions written. Any thread. */
  public long admissions() {
    return admissions.sum();
  }

  /** Admissions not written, because a node did not keep up. Any thread. */
  public long admissionsDropped() {
    return admissionsDropped.sum();
  }

  /** Other tracker nodes whose coordinators were heard in the last minute. Any thread. */
  public int members() {
    return others.members();
  }

  /** What goes on between them. */
  public MemberCounters memberCounters() {
    return others.counters();
  }

  /** Requests for the control channel refused, by the label of the reason. Any thread. */
  public Map<String, LongSupplier> refusals() {
    return refusals.byLabel();
  }

  @Override
  public boolean wanted(long hash0, long hash1, int hash2) {
    return (holders.any() && holders.find(hash0, hash1, hash2) != null)
        || others.hold(hash0, hash1, hash2);
  }

  @Override
  public void admitted(
      InfoHash infoHash,
      Endpoint peer,
      Gate admittedGate,
      long receiptId,
      long notAfterEpochSecond) {
    Admit admit = new Admit(infoHash, peer, receiptId, notAfterEpochSecond);
    others.admitted(admit);
    tell(admit);
  }

  /** Tells the nodes connected here. Any thread. */
  private void tell(Admit admit) {
    InfoHash infoHash = admit.infoHash();
    NodeChannel[] nodes = holders.find(infoHash.word0(), infoHash.word1(), infoHash.word2());
    if (nodes == null) {
      return;
    }
    byte[] frame = admit.encode();
    for (NodeChannel node : nodes) {
      if (!node.closed()) {
        (node.offer(frame) ? admissions : admissionsDropped).increment();
      }
    }
  }

  private boolean hasRoom() {
    return !draining && nodes() < settings.limits().nodes();
  }

  private void enter(ServerWebSocket socket, IpAddress source, ReceiptToken token) {
    NodeRoster nodes = roster;
    Context socketLoop = vertx.getOrCreateContext();
    if (nodes != null) {
      nodes.enter(socket, source, token, socketLoop);
    }
  }
}

package org.everswarm.tracker.coordinator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.everswarm.tracker.coordinator.MemberMessage.NodeChange;
import org.everswarm.tracker.coordinator.MemberMessage.TorrentChange;
import org.jspecify.annotations.Nullable;

/**
 * The other tracker nodes, as the coordinator sees them: what is held there, what is told to them,
 * and the admissions that swarm-nodes may have missed on their way from one to another.
 *
 * <p>Before this has joined it is as if there were none. Thread-safe.
 */
final class OtherTrackers {

  private final Holders holders;
  private final LongSupplier nanoClock;
  private final RandomGenerator random = new SecureRandom();
  private final MemberCounters counters = new MemberCounters();
  private final Map<Endpoint, Integer> channels = new ConcurrentHashMap<>();
  private volatile boolean expected;
  private volatile @Nullable MemberBus bus;
  private volatile @Nullable RecentAdmissions recent;

  OtherTrackers(Holders holders, LongSupplier nanoClock) {
    this.holders = holders;
    this.nanoClock = nanoClock;
  }

  MemberCounters counters() {
    return counters;
  }

  /**
   * There will be others: until all are known, whoever is admitted may be wanted by one, and is
   * told to those that turn out to hold the torrent.
   */
  void expect() {
    recent = new RecentAdmissions(new HashMixer(random));
    expected = true;
  }

  /**
   * Joins a cluster, instead of the one before.
   *
   * @param passOn gets the admissions made elsewhere, on the event loop of the cluster
   */
  Future<Void> join(Vertx clustered, Consumer<Admit> passOn) {
    Future<Void> left = leave();
    if (recent == null) {
      recent = new RecentAdmissions(new HashMixer(random));
    }
    MemberBus joining =
        new MemberBus(
            random.nextLong(),
            holders,
            channels::keySet,
            admit -> {
              remember(admit, false);
              passOn.accept(admit);
            },
            this::madeHere,
            nanoClock,
            counters);
    bus = joining;
    return left.compose(gone -> clustered.deployVerticle(joining))
        .<Void>mapEmpty()
        .onFailure(failed -> forget(joining));
  }

  private void forget(MemberBus failed) {
    if (bus == failed) {
      bus = null;
    }
  }

  /** Tells the others nothing more, and forgets them. */
  Future<Void> leave() {
    MemberBus joined = bus;
    bus = null;
    return joined == null ? Future.succeededFuture() : joined.leave();
  }

  /** Whether there may be others. */
  boolean joined() {
    return bus != null;
  }

  /** Whether a torrent is held at another; allocates nothing. */
  boolean hold(long h0, long h1, int h2) {
    MemberBus joined = bus;
    return joined == null
        ? expected
        : joined.elsewhere(h0, h1, h2) || (expected && !joined.informed());
  }

  /** Remembers an admission made here, and has the others told. */
  void admitted(Admit admit) {
    MemberBus joined = bus;
    if (joined != null || expected) {
      remember(admit, true);
    }
    if (joined != null) {
      joined.tell(admit);
    }
  }

  private void remember(Admit admit, boolean here) {
    RecentAdmissions kept = recent;
    if (kept != null) {
      kept.add(admit, here, nanoClock.getAsLong());
    }
  }

  private List<Admit> madeHere(long fromNanos, long toNanos) {
    RecentAdmissions kept = recent;
    return kept == null ? List.of() : kept.here(fromNanos, toNanos);
  }

  /** The admissions to a torrent of the last two minutes, wherever they were made. */
  List<Admit> recent(InfoHash hash) {
    RecentAdmissions kept = recent;
    return kept == null || (bus == null && !expected)
        ? List.of()
        : kept.of(hash, nanoClock.getAsLong());
  }

  /** Has the others told that a torrent is held here now, or no more. One thread at a time. */
  void changed(InfoHash hash, boolean here) {
    MemberBus joined = bus;
    if (joined != null) {
      joined.tell(new TorrentChange(hash, here));
    }
  }

  /** A swarm-node has come. One thread at a time. */
  void came(List<Endpoint> endpoints) {
    endpoints.forEach(endpoint -> channels.merge(endpoint, 1, Integer::sum));
    tell(endpoints);
  }

  /** A swarm-node has gone. One thread at a time. */
  void went(List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      channels.computeIfPresent(endpoint, (same, count) -> count == 1 ? null : count - 1);
    }
    tell(endpoints);
  }

  private void tell(List<Endpoint> endpoints) {
    MemberBus joined = bus;
    if (joined != null) {
      endpoints.forEach(
          endpoint -> joined.tell(new NodeChange(endpoint, channels.containsKey(endpoint))));
    }
  }

  /** Whether a swarm-node at these endpoints serves a torrent by way of another tracker node. */
  boolean serve(InfoHash hash, List<Endpoint> endpoints) {
    MemberBus joined = bus;
    return joined != null && joined.members().serve(hash, endpoints);
  }

  /** Whether a swarm-node at these endpoints came to another tracker node within a time. */
  boolean arrivedWithin(List<Endpoint> endpoints, long nanos) {
    MemberBus joined = bus;
    return joined != null && joined.members().arrivedWithin(endpoints, nanos);
  }

  /** Whether another tracker node is silent, so that nobody knows who is there. */
  boolean anySilent() {
    MemberBus joined = bus;
    return joined != null && joined.members().anySilent();
  }

  /** Other tracker nodes that are known. */
  int members() {
    MemberBus joined = bus;
    return joined == null ? 0 : joined.members().all().size();
  }
}

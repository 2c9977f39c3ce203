package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.everswarm.tracker.exchange.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of its cluster: joins, keeps its table in step with those of the others,
 * and leaves. Whatever happens here, announces are answered: nothing of it runs on their threads.
 *
 * <p>A node comes in as a member that owns nothing. When the others prove to have its key it takes
 * its share of the logs; when not, the smaller side goes, and answers alone. Whether the table is
 * first read from the disk depends on who is there: what a cluster at work says is newer than any
 * file.
 *
 * <p>Thread-safe; works on one thread of its own.
 */
public final class ClusterNode {

  /** In place of a time: no other node has a complete table. */
  public static final long NOBODY = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final long WATCH_MILLIS = 250;
  private static final long TRIAL_MILLIS = 3000;
  private static final long ALONE_MILLIS = 30_000;
  private static final long RETRY_MILLIS_MIN = 5_000;
  private static final long RETRY_MILLIS_MAX = 60_000;
  private static final long DRAIN_MILLIS = 5000;
  private static final long BUS_CLOSE_SECONDS = 5;
  private static final long DRAIN_STEP_MILLIS = 20;

  private final ClusterSettings settings;
  private final Exchange exchange;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ClusterHost host;
  private final long startedMillis;
  private final Seal seal;
  private final MemberIdentity identity;
  private final ClusterCounters counters = new ClusterCounters();
  private final Trust trust;
  private final Exchanger exchanger;
  private final Steps steps = new Steps("everswarm-cluster");
  private final Promise<Void> ready = Promise.promise();

  /** Since when members are here that do not have our key, and are more; 0 for not. */
  private long outnumberedMillis;

  private long retryMillis = RETRY_MILLIS_MIN;
  private volatile @Nullable Future<Void> restored;
  private volatile @Nullable Vertx bus;
  private volatile boolean closing;
  private volatile @Nullable Membership membership;

  /**
   * A node that has not joined yet.
   *
   * @param clock the system's
   */
  public ClusterNode(
      ClusterSettings settings,
      Exchange exchange,
      InstantSource clock,
      SecureRandom random,
      ClusterHost host) {
    this.settings = settings;
    this.exchange = exchange;
    this.clock = clock;
    this.random = random;
    this.host = host;
    startedMillis = clock.millis();
    seal = new Seal(settings.key(), random);
    identity = new MemberIdentity(settings.key(), seal.sender());
    trust = new Trust(identity, counters);
    exchanger = new Exchanger(exchange, seal, counters, clock, random, lags());
  }

  /** Looks for the cluster from now on. */
  public void start() {
    steps.now(this::join);
    steps.later(ALONE_MILLIS, this::beReadyAlone);
  }

  /** Completes when the table is complete; never fails. */
  public Future<Void> ready() {
    return ready.future();
  }

  /** What was counted. */
  public ClusterCounters counters() {
    return counters;
  }

  /** Values from other nodes that were sealed with a key that is not in our file. */
  public long sealedWithUnknownKey() {
    return seal.counters().unknownKey();
  }

  /** Values that no node with our key sealed. */
  public long sealsBroken() {
    return seal.counters().damaged();
  }

  /** Nodes in the cluster, this one among them. */
  public int members() {
    Membership now = membership;
    return now == null ? 1 : now.watch().members();
  }

  /** How long ago all that others had told was here, for the shard that is most behind. */
  public double lagSeconds() {
    return exchanger.lagSeconds();
  }

  /** How long ago all revocations and registrations that others had told were here. */
  public double stateLagSeconds() {
    return exchanger.stateLagSeconds();
  }

  /** By how much the clock of another node differs from ours at most. */
  public double skewSeconds() {
    Membership now = membership;
    return now == null ? 0 : now.vitals().skewSeconds();
  }

  /** Whether every log has a copy on another member. */
  public boolean isBackedUp() {
    Membership now = membership;
    return now != null && now.vitals().isBackedUp();
  }

  /** Sends what waits to be sent; completes when all has arrived, or after some seconds. */
  public Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    exchanger.hurry();
    steps.now(() -> drain(drained, clock.millis() + DRAIN_MILLIS));
    return drained.future();
  }

  /** Leaves the cluster. After {@link #drain}, when nobody announces any more. */
  public Future<Void> close() {
    closing = true;
    Promise<Void> closed = Promise.promise();
    closeBus().onComplete(done -> steps.now(() -> leave(closed)));
    return closed.future().onComplete(left -> steps.close());
  }

  /** For tests, which pull the plug. */
  @Nullable HazelcastInstance member() {
    Membership now = membership;
    return now == null ? null : now.member();
  }

  /** For tests, which stop it. */
  Exchanger exchanger() {
    return exchanger;
  }

  /** Vert.x waits for answers of members that may be gone: not for ever. */
  private Future<Void> closeBus() {
    Vertx open = bus;
    bus = null;
    return open == null
        ? Future.succeededFuture()
        : open.close().timeout(BUS_CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private void leave(Promise<Void> left) {
    exchanger.part();
    try {
      end();
    } catch (RuntimeException failed) {
      LOG.warn("this node did not leave its cluster cleanly", failed);
    }
    exchanger.close();
    left.complete();
  }

  private void drain(Promise<Void> drained, long untilMillis) {
    if (membership == null || exchanger.isDrained()) {
      drained.complete();
    } else if (clock.millis() >= untilMillis) {
      LOG.warn("not all that was announced here could be told to the other nodes");
      drained.complete();
    } else {
      steps.later(DRAIN_STEP_MILLIS, () -> drain(drained, untilMillis));
    }
  }

  private void join() {
    if (closing) {
      return;
    }
    HazelcastInstance member;
    try {
      NodeContext context = new NodeContext(exchange, seal, this::isRestored, this::status);
      member =
          Hazelcast.newHazelcastInstance(MemberConfig.of(settings, identity, context, counters));
    } catch (RuntimeException failed) {
      LOG.error("the cluster could not be joined; this node answers alone and tries again", failed);
      retry();
      return;
    }
    tryOut(member, clock.millis() + TRIAL_MILLIS);
  }

  /** Whatever goes wrong, the member does not stay behind, in the way of the next. */
  private void tryOut(HazelcastInstance member, long untilMillis) {
    try {
      onTrial(member, untilMillis);
    } catch (RuntimeException failed) {
      LOG.error("this node could not stay in its cluster, and tries again", failed);
      member.shutdown();
      fallOut();
    }
  }

  /** Waits, without a share of anything, until it is clear whose keys are right. */
  private void onTrial(HazelcastInstance member, long untilMillis) {
    List<Member> members = List.copyOf(member.getCluster().getMembers());
    boolean clear = members.stream().allMatch(trust::trusts);
    if (closing) {
      member.shutdown();
    } else if (!clear && clock.millis() < untilMillis) {
      steps.later(WATCH_MILLIS, () -> tryOut(member, untilMillis));
    } else if (trust.mayStay(members)) {
      stay(member);
    } else {
      trust.tellOfOurselves(members);
      member.shutdown();
      retry();
    }
  }

  private void retry() {
    beReadyAlone();
    steps.later(retryMillis, this::join);
    retryMillis = Math.min(RETRY_MILLIS_MAX, retryMillis * 2);
  }

  private void stay(HazelcastInstance member) {
    Membership begun = Membership.begin(member, trust, seal, exchange, exchanger, counters, clock);
    membership = begun;
    retryMillis = RETRY_MILLIS_MIN;
    promote(member);
    LOG.info("in a cluster, {} tracker nodes in all", member.getCluster().getMembers().size());
    exchanger.join(member);
    begun.vitals().start(host::stretchedElsewhere, exchange::followClock);
    openBus(member);
    Future<Void> ownPart = restore(restored == null ? completeSince(begun.vitals()) : NOBODY);
    begun.watch().complete().onSuccess(pulled -> ownPart.onComplete(done -> ready.tryComplete()));
    look(begun);
  }

  private static long completeSince(Vitals vitals) {
    try {
      return vitals.completeSinceMillis();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return NOBODY;
    }
  }

  private static void promote(HazelcastInstance member) {
    if (member.getCluster().getLocalMember().isLiteMember()) {
      member.getCluster().promoteLocalLiteMember();
    }
  }

  private void openBus(HazelcastInstance member) {
    Vertx.builder()
        .with(BusOptions.of(settings, random, clock.instant()))
        .withClusterManager(new HazelcastClusterManager(member))
        .buildClustered()
        .onFailure(failed -> busFailed(member, failed))
        .onSuccess(this::busOpened);
  }

  private void busFailed(HazelcastInstance member, Throwable failed) {
    if (!closing) {
      LOG.error("the event bus of the cluster did not open, and is tried again", failed);
      steps.later(RETRY_MILLIS_MIN, () -> openAgain(member));
    }
  }

  private void openAgain(HazelcastInstance member) {
    Membership now = membership;
    if (!closing && now != null && now.member().equals(member)) {
      openBus(member);
    }
  }

  private void busOpened(Vertx opened) {
    bus = opened;
    if (closing) {
      closeBus();
    } else {
      host.joined(opened);
    }
  }

  /** Again and again, for as long as it is a member. */
  private void look(Membership now) {
    if (closing) {
      return;
    }
    if (!now.member().getLifecycleService().isRunning()) {
      LOG.error("this node fell out of its cluster, answers alone and tries to come back");
      fallOut();
      return;
    }
    try {
      lookOnce(now);
    } catch (IllegalStateException changing) {
      LOG.debug("looked at the cluster in the middle of a change", changing);
    } finally {
      if (now.equals(membership)) {
        steps.later(WATCH_MILLIS, () -> look(now));
      }
    }
  }

  /**
   * Hazelcast gives up when it cannot go over to the other side of a split, and we leave where
   * strangers are more. Neither is for good.
   */
  private void fallOut() {
    outnumberedMillis = 0;
    exchanger.part();
    end();
    closeBus().onComplete(closed -> steps.now(this::retry));
  }

  private void lookOnce(Membership now) {
    List<Member> members = List.copyOf(now.member().getCluster().getMembers());
    trust.tellOf(members);
    if (trust.mayStay(members)) {
      outnumberedMillis = 0;
      promote(now.member());
      now.watch().look();
    } else if (outnumberedMillis == 0) {
      outnumberedMillis = clock.millis();
    } else if (clock.millis() - outnumberedMillis > TRIAL_MILLIS) {
      trust.tellOfOurselves(members);
      fallOut();
    }
  }

  private void end() {
    Membership now = membership;
    membership = null;
    if (now != null) {
      now.end();
    }
  }

  /** Nobody can be asked: what is on the disk has to do. */
  private void beReadyAlone() {
    if (membership == null) {
      restore(NOBODY).onComplete(done -> ready.tryComplete());
    }
  }

  private Future<Void> restore(long completeSinceMillis) {
    Future<Void> begun = restored;
    if (begun == null) {
      begun = host.restore(completeSinceMillis);
      restored = begun;
    }
    return begun;
  }

  private boolean isRestored() {
    Future<Void> begun = restored;
    return begun != null && begun.isComplete();
  }

  private MemberStatus status() {
    return new MemberStatus(
        ready.future().isComplete(), clock.millis(), startedMillis, host.stretchPermille());
  }

  private Lags lags() {
    return new Lags() {
      @Override
      public void missed(long sinceMillis) {
        withWatch(watch -> watch.missed(sinceMillis));
      }

      @Override
      public void lost(String instance, int sinceMinutes) {
        withWatch(watch -> watch.lost(instance, sinceMinutes));
      }

      @Override
      public void firstRound() {
        withWatch(Watch::firstRound);
      }
    };
  }

  private void withWatch(Consumer<Watch> told) {
    Membership now = membership;
    if (now != null) {
      told.accept(now.watch());
    }
  }
}

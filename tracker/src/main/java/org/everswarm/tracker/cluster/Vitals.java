package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.everswarm.tracker.exchange.ClusterClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other members every few seconds how they are: whether they are ready, and what time they
 * have. Thread-safe; on a thread of its own, which a silent member may hold up.
 */
final class Vitals {

  private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);
  private static final long ROUND_MILLIS = 5000;
  private static final long ANSWER_SECONDS = 2;

  private final HazelcastInstance cluster;
  private final Trust trust;
  private final Asking asking;
  private final InstantSource clock;
  private final Steps steps = new Steps("everswarm-vitals");
  private final ClockOffsets offsets = new ClockOffsets();
  private volatile double skewSeconds;
  private volatile boolean backedUp;

  Vitals(HazelcastInstance cluster, Trust trust, Asking asking, InstantSource clock) {
    this.cluster = cluster;
    this.trust = trust;
    this.asking = asking;
    this.clock = clock;
  }

  /**
   * Asks from now on, and tells by how much others stretch intervals at most, and how far the clock
   * is ahead that is most so; see {@link ClusterClock#follow}.
   */
  void start(IntConsumer stretchPermille, LongConsumer aheadMillis) {
    steps.now(() -> round(stretchPermille, aheadMillis));
    steps.every(ROUND_MILLIS, () -> round(stretchPermille, aheadMillis));
  }

  /** By how much the clock of another member differs from ours at most. */
  double skewSeconds() {
    return skewSeconds;
  }

  /** Whether each log has a copy that another member keeps. */
  boolean isBackedUp() {
    return backedUp;
  }

  /**
   * Since when the process runs that runs for longest of the others whose table is complete; {@link
   * ClusterNode#NOBODY} when none is. Blocks for as long as they do not answer.
   */
  long completeSinceMillis() throws InterruptedException {
    long earliest = ClusterNode.NOBODY;
    for (Member member : cluster.getCluster().getMembers()) {
      if (isOther(member)) {
        try {
          MemberStatus status = status(member);
          if (status.ready()) {
            earliest = Math.min(earliest, status.startedMillis());
          }
        } catch (IOException silent) {
          LOG.debug("a member does not say whether it is ready", silent);
        }
      }
    }
    return earliest;
  }

  void close() {
    steps.close();
  }

  private void round(IntConsumer stretchPermille, LongConsumer aheadMillis) {
    int stretch = 0;
    try {
      List<Member> others =
          cluster.getCluster().getMembers().stream().filter(this::isOther).toList();
      offsets.begin(others.stream().map(Member::getUuid).toList());
      for (Member member : others) {
        Optional<MemberStatus> told = tellsHowItIs(member);
        stretch = Math.max(stretch, told.map(MemberStatus::stretchPermille).orElse(0));
      }
      backedUp = !others.isEmpty() && cluster.getPartitionService().isClusterSafe();
    } catch (RuntimeException leaving) {
      LOG.debug("no vitals", leaving);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    skewSeconds = offsets.skewMillis() / 1000.0;
    aheadMillis.accept(offsets.aheadMillis(ClusterClock.MOST_AHEAD_MILLIS));
    stretchPermille.accept(stretch);
  }

  private boolean isOther(Member member) {
    return !member.localMember() && trust.trusts(member);
  }

  private Optional<MemberStatus> tellsHowItIs(Member member) throws InterruptedException {
    try {
      long asked = clock.millis();
      MemberStatus status = status(member);
      offsets.told(member.getUuid(), status.nowMillis(), asked, clock.millis());
      return Optional.of(status);
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  private MemberStatus status(Member member) throws IOException, InterruptedException {
    ByteBuffer answer = asking.ask(member, PullKind.STATUS, 0, 0, ANSWER_SECONDS);
    return MemberStatus.read(answer.position(Integer.BYTES));
  }
}

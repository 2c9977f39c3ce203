package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntConsumer;
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
  private volatile double skewSeconds;
  private volatile boolean backedUp;

  Vitals(HazelcastInstance cluster, Trust trust, Asking asking, InstantSource clock) {
    this.cluster = cluster;
    this.trust = trust;
    this.asking = asking;
    this.clock = clock;
  }

  /** Asks from now on, and tells by how much others stretch intervals at most. */
  void start(IntConsumer stretchPermille) {
    steps.now(() -> round(stretchPermille));
    steps.every(ROUND_MILLIS, () -> round(stretchPermille));
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

  private void round(IntConsumer stretchPermille) {
    double skew = 0;
    int stretch = 0;
    int others = 0;
    try {
      for (Member member : cluster.getCluster().getMembers()) {
        if (isOther(member)) {
          others++;
          long asked = clock.millis();
          Optional<MemberStatus> told = tellsHowItIs(member);
          skew = Math.max(skew, told.map(how -> skewSeconds(how, asked)).orElse(0.0));
          stretch = Math.max(stretch, told.map(MemberStatus::stretchPermille).orElse(0));
        }
      }
      backedUp = others > 0 && cluster.getPartitionService().isClusterSafe();
    } catch (RuntimeException leaving) {
      LOG.debug("no vitals", leaving);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    skewSeconds = skew;
    stretchPermille.accept(stretch);
  }

  private boolean isOther(Member member) {
    return !member.localMember() && trust.trusts(member);
  }

  /** The answer was made between the question and its arrival: at neither end, so in the middle. */
  private double skewSeconds(MemberStatus status, long asked) {
    long uncertain = (clock.millis() - asked) / 2;
    long apart = Math.abs(status.nowMillis() - (asked + uncertain));
    return Math.max(0, apart - uncertain) / 1000.0;
  }

  private Optional<MemberStatus> tellsHowItIs(Member member) throws InterruptedException {
    try {
      return Optional.of(status(member));
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  private MemberStatus status(Member member) throws IOException, InterruptedException {
    ByteBuffer answer = asking.ask(member, PullKind.STATUS, 0, 0, ANSWER_SECONDS);
    return MemberStatus.read(answer.position(Integer.BYTES));
  }
}

package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
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

  /** Asks from now on. */
  void start() {
    steps.now(this::round);
    steps.every(ROUND_MILLIS, this::round);
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
          ByteBuffer status = status(member);
          if (status.get() != 0) {
            status.getLong(); // Its time.
            earliest = Math.min(earliest, status.getLong());
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

  private void round() {
    double worst = 0;
    int others = 0;
    try {
      for (Member member : cluster.getCluster().getMembers()) {
        if (isOther(member)) {
          others++;
          worst = Math.max(worst, skewSeconds(member));
        }
      }
      backedUp = others > 0 && cluster.getPartitionService().isClusterSafe();
    } catch (RuntimeException leaving) {
      LOG.debug("no vitals", leaving);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    skewSeconds = worst;
  }

  private boolean isOther(Member member) {
    return !member.localMember() && trust.trusts(member);
  }

  /** The answer was made between the question and its arrival: at neither end, so in the middle. */
  private double skewSeconds(Member member) throws InterruptedException {
    long asked = clock.millis();
    try {
      long theirs = status(member).position(Integer.BYTES + 1).getLong();
      long answered = clock.millis();
      long uncertain = (answered - asked) / 2;
      return Math.max(0, Math.abs(theirs - (asked + uncertain)) - uncertain) / 1000.0;
    } catch (IOException silent) {
      return 0;
    }
  }

  private ByteBuffer status(Member member) throws IOException, InterruptedException {
    ByteBuffer answer = asking.ask(member, PullKind.STATUS, 0, 0, ANSWER_SECONDS);
    if (answer.remaining() < Integer.BYTES + PullAnswers.STATUS_BYTES) {
      throw new IOException("a status that is too short");
    }
    return answer.position(Integer.BYTES);
  }
}

package org.everswarm.tracker.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * How far the clocks of the other members are from ours, as far as questions and answers tell.
 *
 * <p>An answer was made between the question and its arrival: in the middle, give or take the half.
 * So the quickest of the last answers tells best (as in NTP's clock filter, RFC 5905, section 10).
 * For one thread.
 */
final class ClockOffsets {

  /** Rounds that an answer is the best for. */
  private static final int KEPT_ROUNDS = 8;

  private final Map<UUID, Offset> best = new HashMap<>();
  private long round;

  /**
   * @param millis by how much a clock is ahead of ours; negative when behind
   * @param uncertainMillis give or take
   */
  private record Offset(long millis, long uncertainMillis, long round) {

    /** Whether it is ahead, and not only seems so. */
    boolean isAhead() {
      return millis > uncertainMillis;
    }

    /** By how much it is wrong at least. */
    long leastMillis() {
      return Math.max(0, Math.abs(millis) - uncertainMillis);
    }
  }

  /** A round begins; who is no member any more is forgotten. */
  void begin(Collection<UUID> members) {
    round++;
    best.keySet().retainAll(members);
  }

  /** A member told its time, when asked at one time of ours and heard at another. */
  void told(UUID member, long itsMillis, long askedMillis, long heardMillis) {
    long uncertain = Math.max(0, heardMillis - askedMillis) / 2;
    Offset now = new Offset(itsMillis - askedMillis - uncertain, uncertain, round);
    Offset before = best.get(member);
    if (before == null
        || uncertain <= before.uncertainMillis()
        || round - before.round() >= KEPT_ROUNDS) {
      best.put(member, now);
    }
  }

  /** By how much the clock of another differs from ours at most, at the least. */
  long skewMillis() {
    return best.values().stream().mapToLong(Offset::leastMillis).max().orElse(0);
  }

  /**
   * By how much the clock that is most ahead is so; 0 when none surely is.
   *
   * @param most what is farther ahead than that does not count
   */
  long aheadMillis(long most) {
    return best.values().stream()
        .filter(offset -> offset.isAhead() && offset.millis() <= most)
        .mapToLong(Offset::millis)
        .max()
        .orElse(0);
  }
}

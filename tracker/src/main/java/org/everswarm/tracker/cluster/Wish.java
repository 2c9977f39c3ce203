package org.everswarm.tracker.cluster;

/**
 * What is wanted of a member, and what came of it so far. Times are in milliseconds of a clock that
 * only goes forward.
 *
 * @param sinceMinutes what the member heard of since, in minutes since 1970; 0 for all
 * @param stripe the first stripe of the member's table that was not read
 * @param failures how often it broke off in a row, without coming any farther
 * @param notYets how often in a row the member was not ready to be asked
 * @param dueMillis not to be tried before
 * @param quietUntilMillis not to be complained of before
 */
record Wish(
    int sinceMinutes,
    int stripe,
    int failures,
    int notYets,
    long dueMillis,
    long quietUntilMillis) {

  static final long RETRY_MILLIS_MAX = 60_000;
  static final long QUIET_MILLIS = 60_000;

  private static final long RETRY_MILLIS = 1000;
  private static final long NOT_YET_MILLIS = 100;
  private static final int HOPELESS = 5;

  /** For a minute: a disk with 170 million peers is read in a third of that. */
  private static final int HOPELESS_NOT_YETS = (int) (60_000 / NOT_YET_MILLIS);

  /** Wanted now. */
  static Wish of(int sinceMinutes, long nowMillis) {
    return new Wish(sinceMinutes, 0, 0, 0, nowMillis, nowMillis);
  }

  /**
   * All that either wants, when both may be tried. From the first stripe on: what one has read of
   * the table may be what the other wants to be read again.
   */
  Wish and(Wish other) {
    return new Wish(
        Math.min(sinceMinutes, other.sinceMinutes),
        0,
        Math.max(failures, other.failures),
        Math.max(notYets, other.notYets),
        Math.max(dueMillis, other.dueMillis),
        Math.max(quietUntilMillis, other.quietUntilMillis));
  }

  /** It broke off: what is left, after a second, two, four, up to a minute. */
  Wish failed(int atStripe, long nowMillis) {
    int inARow = atStripe > stripe ? 1 : failures + 1;
    long delay = Math.min(RETRY_MILLIS_MAX, RETRY_MILLIS << Math.min(inARow - 1, 16));
    long quietUntil = isToBeTold(nowMillis) ? nowMillis + QUIET_MILLIS : quietUntilMillis;
    return new Wish(
        sinceMinutes, Math.max(stripe, atStripe), inARow, 0, nowMillis + delay, quietUntil);
  }

  /** The member is not ready to be asked. */
  Wish notYet(long nowMillis) {
    long due = nowMillis + NOT_YET_MILLIS;
    return new Wish(sinceMinutes, stripe, failures, notYets + 1, due, quietUntilMillis);
  }

  /** Whether to complain when it breaks off now: at first, and once a minute then. */
  boolean isToBeTold(long nowMillis) {
    return nowMillis >= quietUntilMillis;
  }

  /** Whether nobody should wait for it any more. */
  boolean isHopeless() {
    return failures >= HOPELESS || notYets >= HOPELESS_NOT_YETS;
  }
}

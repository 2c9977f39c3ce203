package org.everswarm.tracker.announce;

/**
 * Sends peers away for longer when the node is busy, and remembers how long it sent them away.
 *
 * <p>Thread-safe; reading costs one volatile read.
 *
 * <p>Up to a load of {@value #CALM} intervals are as configured; from there they grow in proportion
 * to {@value #MOST_PERMILLE} thousandths at a load of {@value #FULL}. A longer interval lessens the
 * load only as peers come for their next announce, up to half an hour later. So a rise is taken at
 * once and a fall slowly, by half in {@value #HALF_LIFE_SECONDS} s: otherwise the two would swing.
 */
public final class IntervalStretch {

  static final double CALM = 0.60;
  static final double FULL = 0.95;
  static final int MOST_PERMILLE = 4000;
  static final int HALF_LIFE_SECONDS = 600;

  /** No interval is stretched beyond three hours: by then peers have forgotten each other. */
  static final int LONGEST_SECONDS = 3 * 3600;

  private static final int NONE_PERMILLE = 1000;
  private static final double RISE_SECONDS = 5;

  private final int intervalSeconds;
  private double load;
  private long updatedNanos;
  private volatile int permille = NONE_PERMILLE;
  private volatile int elsewherePermille = NONE_PERMILLE;

  private int longestMinutes;
  private long longestUntilMinute;

  /**
   * No stretch yet.
   *
   * @param intervalSeconds the interval as configured
   */
  public IntervalStretch(int intervalSeconds, long nowNanos) {
    this.intervalSeconds = intervalSeconds;
    this.updatedNanos = nowNanos;
  }

  /**
   * Takes in how busy the busiest event loop is.
   *
   * @param busy share of its time, 0 to 1
   */
  public synchronized void update(double busy, long nowNanos) {
    double seconds = Math.max(0, nowNanos - updatedNanos) / 1e9;
    updatedNanos = nowNanos;
    double keeps =
        busy > load
            ? Math.exp(-seconds / RISE_SECONDS)
            : Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
    load = busy + (load - busy) * keeps;
    permille = permille(load);
  }

  /** An interval in seconds, stretched. */
  public int apply(int seconds) {
    return (int) ((long) seconds * permille / NONE_PERMILLE);
  }

  /** By how much intervals are stretched: 1 when not at all. */
  public double factor() {
    return permille / (double) NONE_PERMILLE;
  }

  /** By how much intervals are stretched, in thousandths. */
  public int permille() {
    return permille;
  }

  /** By how much other nodes stretch theirs at most: their peers are in this table too. */
  public void elsewhere(int stretchPermille) {
    int most = (int) ((long) LONGEST_SECONDS * NONE_PERMILLE / intervalSeconds);
    elsewherePermille = Math.max(NONE_PERMILLE, Math.min(stretchPermille, most));
  }

  /**
   * For how long a silent peer is to be kept: half an interval longer than it was told to be
   * silent. Whoever was sent away for long is waited for even when intervals are short again.
   *
   * @param usualMinutes the same without a stretch
   */
  public synchronized int expiryMinutes(int usualMinutes, long epochMinute) {
    int most = Math.max(permille, elsewherePermille);
    int wanted = (int) Math.ceil(usualMinutes * (most / (double) NONE_PERMILLE));
    if (wanted >= longestMinutes || epochMinute >= longestUntilMinute) {
      longestMinutes = wanted;
      longestUntilMinute = epochMinute + wanted;
    }
    return longestMinutes;
  }

  private int permille(double busy) {
    double share = Math.min(1, Math.max(0, (busy - CALM) / (FULL - CALM)));
    int wanted = NONE_PERMILLE + (int) Math.round(share * (MOST_PERMILLE - NONE_PERMILLE));
    long most = (long) LONGEST_SECONDS * NONE_PERMILLE / intervalSeconds;
    return (int) Math.max(NONE_PERMILLE, Math.min(wanted, most));
  }
}

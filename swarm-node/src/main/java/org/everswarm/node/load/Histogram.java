package org.everswarm.node.load;

/**
 * Durations in nanoseconds, in buckets no wider than a 64th of what is in them: an answer is less
 * than 1 % off. From 0 to {@link #MAX_NANOS}; what is longer counts as that. Nothing is allocated
 * after construction. Not thread-safe.
 */
final class Histogram {

  /** 68 s. */
  static final long MAX_NANOS = (1L << 36) - 1;

  private static final int PRECISION = 6;
  private static final int BUCKETS = index(MAX_NANOS) + 1;

  private final long[] counts = new long[BUCKETS];
  private long count;
  private long max;

  void record(long nanos) {
    long clamped = Math.max(0, Math.min(nanos, MAX_NANOS));
    counts[index(clamped)]++;
    count++;
    max = Math.max(max, clamped);
  }

  void add(Histogram other) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    max = Math.max(max, other.max);
  }

  long count() {
    return count;
  }

  /** The longest, exactly. */
  long max() {
    return max;
  }

  /**
   * What a share {@code quantile} (0 to 1) of all durations do not exceed; 0 when there are none.
   */
  long quantile(double quantile) {
    long rank = Math.max(1, (long) Math.ceil(quantile * count));
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(max, middle(i));
      }
    }
    return max;
  }

  /** Below 64 each value has a bucket; above, an octave has 64. */
  private static int index(long nanos) {
    int shift = Math.max(0, Long.SIZE - PRECISION - 1 - Long.numberOfLeadingZeros(nanos));
    return (shift << PRECISION) + (int) (nanos >>> shift);
  }

  private static long middle(int index) {
    int shift = Math.max(0, (index >> PRECISION) - 1);
    long from = (long) (index - (shift << PRECISION)) << shift;
    return from + ((1L << shift) - 1) / 2;
  }
}

package org.everswarm.tracker.announce;

/** The bounds of the request duration histogram: 50 microseconds to one second, and beyond. */
final class DurationBuckets {

  private static final long[] BOUNDS_MICROS = {
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000
  };

  /** Number of buckets, the one without an upper bound among them. */
  static final int COUNT = BOUNDS_MICROS.length + 1;

  private DurationBuckets() {}

  /** The bucket of a duration: the first whose upper bound is not below it. */
  static int of(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && nanos > BOUNDS_MICROS[bucket] * 1_000) {
      bucket++;
    }
    return bucket;
  }

  static double[] boundsSeconds() {
    double[] seconds = new double[BOUNDS_MICROS.length];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = BOUNDS_MICROS[i] / 1e6;
    }
    return seconds;
  }
}

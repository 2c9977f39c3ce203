package org.everswarm.node.load;

/**
 * Steele, Lea and Flood's SplitMix64: a few cycles a number, and the n-th number of a seed without
 * those before it. Not thread-safe; not for secrets.
 */
final class SplitMix {

  private static final long GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  /** The {@code index}-th number of {@code seed}, counted from 0. */
  static long at(long seed, long index) {
    return mix(seed + (index + 1) * GAMMA);
  }

  long next() {
    state += GAMMA;
    return mix(state);
  }

  /** A number from 0 to {@code bound - 1}; the bias is below bound / 2^63. */
  long below(long bound) {
    return Math.multiplyHigh(next() >>> 1, bound << 1);
  }

  /** True with a probability of {@code threshold / 2^63}; see {@link #threshold}. */
  boolean chance(long threshold) {
    return next() >>> 1 < threshold;
  }

  /** What {@link #chance} wants for a probability. */
  static long threshold(double probability) {
    return probability >= 1 ? Long.MAX_VALUE : (long) (probability * 0x1p63);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return b ^ (b >>> 31);
  }
}

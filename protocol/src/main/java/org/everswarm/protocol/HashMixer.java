package org.everswarm.protocol;

import java.util.random.RandomGenerator;

/**
 * Turns an info-hash into a place in a table, under a seed.
 *
 * <p>Immutable and thread-safe. Multiply and fold, as in wyhash: a few cycles, all bits of the
 * result depend on all bits of the info-hash and of the seed.
 */
public final class HashMixer {

  private final long seed0;
  private final long seed1;
  private final long seed2;

  /**
   * A mixer with a seed of its own.
   *
   * @param random what nobody outside can foresee
   */
  public HashMixer(RandomGenerator random) {
    seed0 = random.nextLong();
    seed1 = random.nextLong();
    seed2 = random.nextLong() | 1;
  }

  /** Where an info-hash belongs: any of its bits are as good as the others. */
  public long mix(long word0, long word1, int word2) {
    return fold(fold(word0 ^ seed0, word1 ^ seed1) ^ word2, seed2);
  }

  private static long fold(long a, long b) {
    return (a * b) ^ Math.multiplyHigh(a, b);
  }
}

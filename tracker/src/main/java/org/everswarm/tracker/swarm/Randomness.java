package org.everswarm.tracker.swarm;

/**
 * Small and fast random numbers (SplitMix64).
 *
 * <p>Not thread-safe: confined to a thread. Not unforeseeable: it only spreads peers.
 */
final class Randomness {

  /** Where the sequence is: the seed, at first. */
  long state;

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    state += 0x9E3779B97F4A7C15L;
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) (((z >>> 32) * bound) >>> 32);
  }
}

package org.everswarm.node.control;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: longer after each round through all addresses, never the
 * same for two nodes.
 */
final class Backoff {

  private static final long FIRST_MILLIS = 100;
  private static final long SHORTEST_MAX_MILLIS = 500;

  private final long maxMillis;
  private final RandomGenerator random;
  private int failures;

  Backoff(long maxMillis, RandomGenerator random) {
    this.maxMillis = maxMillis;
    this.random = random;
  }

  /**
   * Between half and all of a time that doubles with each round, up to the longest for a round.
   *
   * @param addresses to try in a round, 1 or more
   */
  long nextMillis(int addresses) {
    long longest = Math.min(maxMillis, Math.max(SHORTEST_MAX_MILLIS, maxMillis / addresses));
    long most = Math.min(longest, FIRST_MILLIS << round(addresses));
    failures++;
    return most / 2 + random.nextLong(most / 2 + 1);
  }

  /** Rounds through all addresses so far, at most 20. */
  int round(int addresses) {
    return Math.min(failures / addresses, 20);
  }

  void reset() {
    failures = 0;
  }
}

package org.everswarm.node.control;

import java.util.random.RandomGenerator;

/** How long to wait before the next try: longer each time, never the same for two nodes. */
final class Backoff {

  private static final long FIRST_MILLIS = 200;

  private final long maxMillis;
  private final RandomGenerator random;
  private int failures;

  Backoff(long maxMillis, RandomGenerator random) {
    this.maxMillis = maxMillis;
    this.random = random;
  }

  /** Between half and all of a time that doubles up to the longest. */
  long nextMillis() {
    long most = Math.min(maxMillis, FIRST_MILLIS << Math.min(failures, 20));
    failures++;
    return most / 2 + random.nextLong(most / 2 + 1);
  }

  void reset() {
    failures = 0;
  }
}

package org.everswarm.tracker.cluster;

import java.util.concurrent.atomic.LongAdder;

/** What was not opened. Thread-safe. */
final class SealCounters {

  private final LongAdder unknownKey = new LongAdder();
  private final LongAdder damaged = new LongAdder();

  void addUnknownKey() {
    unknownKey.increment();
  }

  void addDamaged() {
    damaged.increment();
  }

  /** Sealed with a key that is not in our file. */
  long unknownKey() {
    return unknownKey.sum();
  }

  /** Not sealed, for another purpose, or not what was sealed. */
  long damaged() {
    return damaged.sum();
  }
}

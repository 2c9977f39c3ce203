package org.everswarm.tracker.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** {@link Merging}s that are not in use: as many as were ever in use at once. Thread-safe. */
final class Mergings {

  private final Deque<Merging> idle = new ArrayDeque<>();
  private final Supplier<Merging> make;

  Mergings(Supplier<Merging> make) {
    this.make = make;
  }

  /** One for this thread, until it is given back. */
  Merging take() {
    synchronized (this) {
      Merging merging = idle.pollLast();
      if (merging != null) {
        return merging;
      }
    }
    return make.get();
  }

  synchronized void giveBack(Merging merging) {
    idle.addLast(merging);
  }
}

package org.everswarm.tracker.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory all outboxes may take together. Thread-safe. */
final class MemoryBudget {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  MemoryBudget(long most) {
    this.most = most;
  }

  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}

package org.everswarm.tracker.swarm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the table may take, in bytes: lines, slots and large lists, all arrays that grow
 * with the table.
 *
 * <p>Thread-safe. Asked before an array is made, so that the heap cannot run out on an announce;
 * who is told no keeps what it has, and the newcomer is refused.
 */
final class Memory {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  Memory(long most) {
    this.most = most;
  }

  /** The limit, in bytes. */
  long most() {
    return most;
  }

  /** Takes so many bytes; false, and nothing is taken, when they would pass the limit. */
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

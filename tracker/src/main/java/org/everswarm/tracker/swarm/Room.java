package org.everswarm.tracker.swarm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the table's limits is taken, over all stripes.
 *
 * <p>Thread-safe. Touched when a peer or a swarm comes or goes, never on a refresh.
 */
final class Room {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  Room(long most) {
    this.most = most;
  }

  /** Takes one place; false when there is none. */
  boolean take() {
    if (taken.incrementAndGet() <= most) {
      return true;
    }
    taken.decrementAndGet();
    return false;
  }

  /** Takes so many places, or as many as there are; how many. */
  int take(int places) {
    long before = taken.getAndAdd(places);
    int got = (int) Math.max(0, Math.min(places, most - before));
    taken.addAndGet(got - places);
    return got;
  }

  void giveBack(long places) {
    taken.addAndGet(-places);
  }
}

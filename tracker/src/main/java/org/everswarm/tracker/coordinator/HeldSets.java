package org.everswarm.tracker.coordinator;

import java.util.function.Consumer;

/**
 * Gives out the sets of {@link HeldElsewhere} and empties those that come back, a stripe a turn.
 * Confined to the event loop of the cluster.
 */
final class HeldSets {

  private static final int NONE = -1;

  private final HeldElsewhere elsewhere;
  private final Consumer<Runnable> nextTurn;
  private long free = -1L;

  HeldSets(HeldElsewhere elsewhere, Consumer<Runnable> nextTurn) {
    this.elsewhere = elsewhere;
    this.nextTurn = nextTurn;
  }

  /** Whether one is left. */
  boolean hasFree() {
    return free != 0;
  }

  /** An empty one; only when there is one. */
  Holdings take() {
    int set = free == 0 ? NONE : Long.numberOfTrailingZeros(free);
    if (set == NONE) {
      throw new IllegalStateException("no set is free");
    }
    free &= ~(1L << set);
    return new Holdings(elsewhere, set);
  }

  /** Empties one that nobody uses any more; it is free when that is done. */
  void giveBack(Holdings used) {
    clear(0, used.set());
  }

  private void clear(int stripe, int set) {
    if (stripe == elsewhere.stripes()) {
      free |= 1L << set;
      return;
    }
    elsewhere.clear(stripe, set);
    nextTurn.accept(() -> clear(stripe + 1, set));
  }
}

package org.everswarm.node.control;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Whose turn it is. Begins anywhere, so that nodes spread over the trackers, and goes around. Not
 * thread-safe.
 */
final class TrackerRotation {

  private final RandomGenerator random;
  private List<TrackerTarget> targets = List.of();
  private int next;

  TrackerRotation(RandomGenerator random) {
    this.random = random;
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  /** How many there are; 1 while none is known. */
  int size() {
    return Math.max(1, targets.size());
  }

  /** From now on these; if they are the same as before, where it was. Not empty. */
  void use(List<TrackerTarget> now) {
    if (!now.equals(targets)) {
      targets = List.copyOf(now);
      next = random.nextInt(now.size());
    }
  }

  TrackerTarget next() {
    TrackerTarget target = targets.get(next);
    next = (next + 1) % targets.size();
    return target;
  }
}

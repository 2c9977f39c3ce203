package org.everswarm.tracker.coordinator;

/**
 * What swarm-nodes may ask of a tracker node.
 *
 * @param nodes swarm-nodes connected at once
 * @param heldPerNode torrents one of them may hold
 * @param queuedPerNode frames that may wait for one of them; admissions beyond are dropped
 */
public record CoordinatorLimits(int nodes, int heldPerNode, int queuedPerNode) {

  public CoordinatorLimits {
    if (nodes < 1 || heldPerNode < 1 || queuedPerNode < 1) {
      throw new IllegalArgumentException("a coordinator needs room for one of each");
    }
  }

  /** A thousand nodes, a million torrents each, 8192 frames on the way to each. */
  public static CoordinatorLimits defaults() {
    return new CoordinatorLimits(1000, 1_000_000, 8192);
  }
}

package org.everswarm.tracker.coordinator;

/**
 * What swarm-nodes may ask of a tracker node.
 *
 * @param nodes swarm-nodes connected at once
 * @param heldPerNode torrents one of them may hold
 * @param registeredPerNode torrents one of them may add to the registry while the tracker node runs
 * @param queuedPerNode frames that may wait for one of them; admissions beyond are dropped
 */
public record CoordinatorLimits(
    int nodes, int heldPerNode, int registeredPerNode, int queuedPerNode) {

  public CoordinatorLimits {
    if (nodes < 1 || heldPerNode < 1 || registeredPerNode < 1 || queuedPerNode < 1) {
      throw new IllegalArgumentException("a coordinator needs room for one of each");
    }
  }

  /**
   * A thousand nodes, a million torrents each, 100,000 of them new; 8192 frames on the way to each.
   */
  public static CoordinatorLimits defaults() {
    return new CoordinatorLimits(1000, 1_000_000, 100_000, 8192);
  }
}

package org.everswarm.tracker.coordinator;

import org.everswarm.tracker.announce.Access;

/**
 * What swarm-nodes may ask of a tracker node.
 *
 * @param nodes swarm-nodes connected at once
 * @param channelsPerToken channels open at once with one receipt id; a further one closes the
 *     oldest, so that a node whose old channel is not yet found dead gets in
 * @param heldPerNode tracked torrents one of them may hold
 * @param registeredPerNode torrents one of them may add to the registry while the tracker node runs
 * @param queuedPerNode frames that may wait for one of them; admissions beyond are dropped
 */
public record CoordinatorLimits(
    int nodes, int channelsPerToken, int heldPerNode, int registeredPerNode, int queuedPerNode) {

  private static final int HELD_OF_REGISTERED = 1_000_000;
  private static final int HELD_OF_ANY = 100_000;

  public CoordinatorLimits {
    if (nodes < 1
        || channelsPerToken < 1
        || heldPerNode < 1
        || registeredPerNode < 1
        || queuedPerNode < 1) {
      throw new IllegalArgumentException("a coordinator needs room for one of each");
    }
  }

  /**
   * A thousand nodes, two channels for each token, 100,000 torrents added by each, 8192 frames on
   * the way to each. A million torrents held by each where the registry bounds what can be held; a
   * tenth of that where any hash will do, which is 25 MB for both channels of a token.
   */
  public static CoordinatorLimits defaults(Access access) {
    int held = access == Access.OPEN ? HELD_OF_ANY : HELD_OF_REGISTERED;
    return new CoordinatorLimits(1000, 2, held, 100_000, 8192);
  }
}

package org.everswarm.tracker.coordinator;

import org.everswarm.tracker.announce.Access;

/**
 * How a coordinator behaves.
 *
 * @param access whether only registered torrents are tracked
 * @param intervalSeconds how often peers announce
 * @param refreshSeconds in which time every seeder entry of a swarm-node is made anew; well below
 *     the time after which the peer table drops a silent peer
 * @param limits what swarm-nodes may ask for
 */
public record CoordinatorSettings(
    Access access, int intervalSeconds, int refreshSeconds, CoordinatorLimits limits) {

  public CoordinatorSettings {
    if (intervalSeconds < 1 || refreshSeconds < 1) {
      throw new IllegalArgumentException("intervals are at least a second");
    }
  }
}

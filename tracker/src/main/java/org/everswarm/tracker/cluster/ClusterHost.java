package org.everswarm.tracker.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The node that a member is part of. Called on threads of the member, which wait for it. */
public interface ClusterHost {

  /**
   * Makes the table complete as far as this node can by itself; called once.
   *
   * @param completeSinceMillis since when the process runs that runs for longest of the nodes with
   *     a complete table, or {@link ClusterNode#NOBODY}: a copy on the disk that was made later
   *     than that has nothing they have not, and may have who left since
   */
  Future<Void> restore(long completeSinceMillis);

  /** The event bus to all nodes is open; again after this node fell out and came back. */
  void joined(Vertx bus);

  /** By how much this node stretches the intervals of its peers, in thousandths. */
  int stretchPermille();

  /** By how much others stretch them at most: what they sent away for long is not to expire. */
  void stretchedElsewhere(int permille);
}

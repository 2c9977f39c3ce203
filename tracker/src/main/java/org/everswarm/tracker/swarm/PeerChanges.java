package org.everswarm.tracker.swarm;

/**
 * Told of every announce that changes what other nodes should know.
 *
 * <p>Called on the announcing thread, under no lock; must not block, throw or allocate.
 */
@FunctionalInterface
public interface PeerChanges {

  /** Nobody is told. */
  PeerChanges NONE = (announce, flags) -> {};

  /**
   * A peer came, left, was heard of again after a while, or is something else now.
   *
   * @param announce what was announced; only good during the call
   * @param flags what the peer is now, as in {@link PeerChange}; with {@link PeerChange#COUNTED}
   */
  void changed(PeerAnnounce announce, int flags);
}

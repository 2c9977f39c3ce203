package org.everswarm.tracker.swarm;

/** Knows of some peers at which millisecond they were heard of. */
@FunctionalInterface
public interface PeerStamps {

  /** Not known. */
  int UNKNOWN = 0xFFFF;

  /**
   * Milliseconds after {@link PeerChange#stampMillis}, which is the beginning of the minute; up to
   * 59,999, or {@link #UNKNOWN}.
   *
   * @param peer what the table has
   */
  int millisOf(PeerChange peer);
}

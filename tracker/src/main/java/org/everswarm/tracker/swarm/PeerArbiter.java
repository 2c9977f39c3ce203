package org.everswarm.tracker.swarm;

/**
 * Says what becomes of a word about a peer that came from elsewhere.
 *
 * <p>Asked under the lock of the peer's stripe: it must not call the table, and not wait.
 */
@FunctionalInterface
public interface PeerArbiter {

  /** Of a peer that the table does not have. */
  int ABSENT = -1;

  /** Nothing is to be done. */
  int KEEP = 0;

  /** The peer becomes what came, or is taken out if it has left. */
  int APPLY = 1;

  /** A download is counted, and the peer marked as counted if it is in the table then. */
  int COUNT = 2;

  /** The peer is marked as counted if it is in the table then. */
  int MARK = 4;

  /** A download that was counted here is taken back. */
  int UNCOUNT = 8;

  /**
   * Decides.
   *
   * @param came what came; its stamp is the beginning of a minute with {@link
   *     PeerChange#MINUTE_ONLY}
   * @param knownFlags what the table has, as in {@link PeerChange}, or {@link #ABSENT}
   * @param knownMinute when the table heard of it, in minutes since 1970
   * @return {@link #APPLY}, {@link #COUNT}, {@link #MARK}, {@link #UNCOUNT}, any of them together
   */
  int decide(PeerChange came, int knownFlags, int knownMinute);
}

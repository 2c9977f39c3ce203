package org.everswarm.tracker.swarm;

/**
 * What a {@link PeerTable} may grow to. At a limit newcomers are answered and not kept; whoever is
 * in the table stays, and refreshes.
 *
 * @param maxPeers peers in all swarms
 * @param maxPeersPerSwarm peers in one swarm, both address families together
 * @param maxSwarms swarms, those without peers that are kept for their download count among them
 * @param expiryMinutes a peer unheard of for longer is dropped
 * @param emptySwarmMinutes a swarm without peers is kept so long for its download count
 */
public record PeerTableLimits(
    long maxPeers, int maxPeersPerSwarm, int maxSwarms, int expiryMinutes, int emptySwarmMinutes) {

  /** The download count of a swarm without peers lives for a day. */
  public static final int EMPTY_SWARM_MINUTES = 24 * 60;

  public PeerTableLimits {
    if (maxPeers < 1 || maxPeersPerSwarm < 1 || maxSwarms < 1) {
      throw new IllegalArgumentException("a peer table needs room for at least one peer");
    }
    if (expiryMinutes < 1 || expiryMinutes > PeerList.MAX_AGE_MINUTES) {
      throw new IllegalArgumentException(
          "peers expire after 1 to " + PeerList.MAX_AGE_MINUTES + " min, not " + expiryMinutes);
    }
    if (emptySwarmMinutes < 0) {
      throw new IllegalArgumentException("a swarm cannot be kept for less than no time");
    }
  }

  /** Limits with the usual stay of empty swarms. */
  public PeerTableLimits(long maxPeers, int maxPeersPerSwarm, int maxSwarms, int expiryMinutes) {
    this(maxPeers, maxPeersPerSwarm, maxSwarms, expiryMinutes, EMPTY_SWARM_MINUTES);
  }

  /** Ten million peers in four million swarms; 45 minutes, one and a half announce intervals. */
  public static PeerTableLimits defaults() {
    return new PeerTableLimits(10_000_000, 100_000, 4_000_000, 45);
  }
}

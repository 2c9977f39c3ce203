package org.everswarm.tracker.swarm;

/**
 * What a {@link PeerTable} may grow to. At a limit newcomers are answered and not kept; whoever is
 * in the table stays, and refreshes.
 *
 * <p>What a peer takes of {@code maxBytes} depends on the size of its swarm: 64 bytes and a slot of
 * 12 to 24 when it is alone, about 10 in a swarm of a hundred, 11 to 15 in one of thousands.
 *
 * @param maxPeers peers in all swarms
 * @param maxPeersPerSwarm peers in one swarm, both address families together; at most {@value
 *     #MOST_PEERS_PER_SWARM}
 * @param maxSwarms swarms, those without peers that are kept for their download count among them
 * @param expiryMinutes a peer unheard of for longer is dropped
 * @param emptySwarmMinutes a swarm without peers is kept so long for its download count
 * @param maxBytes memory for peers and swarms, all arrays that grow with them
 * @param refreshMinutes an announce that changes nothing, of a peer heard of less than this ago, is
 *     answered and not noted; 0: all are noted. So a peer can seem silent for so much longer
 */
public record PeerTableLimits(
    long maxPeers,
    int maxPeersPerSwarm,
    int maxSwarms,
    int expiryMinutes,
    int emptySwarmMinutes,
    long maxBytes,
    int refreshMinutes) {

  /** Counts of a swarm have 21 bits. */
  public static final int MOST_PEERS_PER_SWARM = 2_000_000;

  /** The download count of a swarm without peers lives for a day. */
  public static final int EMPTY_SWARM_MINUTES = 24 * 60;

  public PeerTableLimits {
    if (maxPeers < 1 || maxPeersPerSwarm < 1 || maxSwarms < 1) {
      throw new IllegalArgumentException("a peer table needs room for at least one peer");
    }
    if (maxPeersPerSwarm > MOST_PEERS_PER_SWARM) {
      throw new IllegalArgumentException(
          "a swarm has room for at most "
              + MOST_PEERS_PER_SWARM
              + " peers, not "
              + maxPeersPerSwarm);
    }
    requireAge(expiryMinutes);
    if (emptySwarmMinutes < 0) {
      throw new IllegalArgumentException("a swarm cannot be kept for less than no time");
    }
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a peer table cannot have less than no memory");
    }
    if (refreshMinutes < 0) {
      throw new IllegalArgumentException("a peer cannot be refreshed before it announces");
    }
    requireAge(expiryMinutes + refreshMinutes);
  }

  /** Limits of a node that is alone: all announces are noted. */
  public PeerTableLimits(
      long maxPeers,
      int maxPeersPerSwarm,
      int maxSwarms,
      int expiryMinutes,
      int emptySwarmMinutes,
      long maxBytes) {
    this(maxPeers, maxPeersPerSwarm, maxSwarms, expiryMinutes, emptySwarmMinutes, maxBytes, 0);
  }

  /** Limits with the usual stay of empty swarms and the usual memory. */
  public PeerTableLimits(long maxPeers, int maxPeersPerSwarm, int maxSwarms, int expiryMinutes) {
    this(
        maxPeers,
        maxPeersPerSwarm,
        maxSwarms,
        expiryMinutes,
        EMPTY_SWARM_MINUTES,
        usualBytes(Runtime.getRuntime().maxMemory()));
  }

  /**
   * 250 million peers in 40 million swarms, as far as memory goes; 45 minutes, one and a half
   * announce intervals.
   */
  public static PeerTableLimits defaults() {
    return new PeerTableLimits(250_000_000, 100_000, 40_000_000, 45);
  }

  /** The same limits, of a table whose refreshes are shared. */
  public PeerTableLimits withRefreshMinutes(int minutes) {
    return new PeerTableLimits(
        maxPeers, maxPeersPerSwarm, maxSwarms, expiryMinutes, emptySwarmMinutes, maxBytes, minutes);
  }

  /** When a peer is dropped for its silence: its last announce may have gone without a note. */
  public int maxAgeMinutes() {
    return expiryMinutes + refreshMinutes;
  }

  /**
   * Three fifths of the heap: what lives for long has two thirds of it in a serial collector that
   * was not told otherwise, and the rest of the tracker and what is being replaced need some.
   */
  static long usualBytes(long heapBytes) {
    return heapBytes / 5 * 3;
  }

  static void requireAge(int minutes) {
    if (minutes < 1 || minutes > PeerList.MAX_AGE_MINUTES) {
      throw new IllegalArgumentException(
          "peers expire after 1 to " + PeerList.MAX_AGE_MINUTES + " min, not " + minutes);
    }
  }
}

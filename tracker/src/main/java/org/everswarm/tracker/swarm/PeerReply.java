package org.everswarm.tracker.swarm;

import org.jspecify.annotations.Nullable;

/**
 * What a peer is told: packed peers, counts, intervals.
 *
 * <p>Confined to one event loop, filled again for every announce. The peers are already in the
 * compact form of BEP 23 and BEP 7.
 */
public final class PeerReply {

  /** Length of an IPv4 peer in {@link #peers4}: address and port. */
  public static final int IPV4_LENGTH = 6;

  /** Length of an IPv6 peer in {@link #peers6}: address and port. */
  public static final int IPV6_LENGTH = 18;

  /** A peer is written as one word. */
  private static final int IPV4_SPARE = Long.BYTES - IPV4_LENGTH;

  /** IPv4 peers, {@value #IPV4_LENGTH} bytes each, the first {@link #count4} are valid. */
  public final byte[] peers4;

  /** IPv6 peers, {@value #IPV6_LENGTH} bytes each, the first {@link #count6} are valid. */
  public final byte[] peers6;

  /** IPv4 peers in this reply. */
  public int count4;

  /** IPv6 peers in this reply. */
  public int count6;

  /** Peers that have everything, the announcer among them when it is one. */
  public int seeders;

  /** Peers that lack something, partial seeds and the announcer among them. */
  public int leechers;

  /** Peers that ever completed, each once. */
  public int downloads;

  /** When to announce again. */
  public int intervalSeconds;

  /** When to announce again at the earliest. */
  public int minIntervalSeconds;

  /** What to show to the user beside the peers, if anything. */
  public @Nullable String warning;

  final int maxPeers;

  /**
   * The table's view of the swarm it answers for: here, as it is one thread's, and so stays near.
   */
  final Swarm swarm = new Swarm();

  /** A reply of at most {@code maxPeers}, both families together. */
  public PeerReply(int maxPeers) {
    if (maxPeers < 0 || maxPeers > 10_000) {
      throw new IllegalArgumentException("a reply has 0 to 10000 peers, not " + maxPeers);
    }
    this.maxPeers = maxPeers;
    peers4 = new byte[IPV4_LENGTH * maxPeers + IPV4_SPARE];
    peers6 = new byte[IPV6_LENGTH * maxPeers];
  }

  /** Forgets the last reply. */
  public void clear() {
    count4 = 0;
    count6 = 0;
    seeders = 0;
    leechers = 0;
    downloads = 0;
    intervalSeconds = 0;
    minIntervalSeconds = 0;
    warning = null;
  }
}

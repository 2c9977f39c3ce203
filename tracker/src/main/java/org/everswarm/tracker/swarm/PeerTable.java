package org.everswarm.tracker.swarm;

import java.util.SplittableRandom;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;

/**
 * All swarms of this node: who is in them, and who is told to whom.
 *
 * <p>Thread-safe, by a lock for each of 1024 stripes of the hash space; nothing here waits for
 * anything but such a lock. An announce allocates nothing, unless the swarm grows.
 *
 * <p>A peer is an address and a port (BEP 23), in one family: a client with two addresses is two
 * peers (BEP 7). Peers that fetch no more, seeders and partial seeds (BEP 21), are told of leechers
 * only. A peer that leaves and comes back is a new one, so a download may count again.
 */
public final class PeerTable {

  private static final int STRIPE_BITS = 10;

  private final HashMixer mixer;
  private final Stripe[] stripes = new Stripe[1 << STRIPE_BITS];

  /**
   * An empty table.
   *
   * @param seed random, so that nobody can foresee where a swarm lies
   */
  public PeerTable(PeerTableLimits limits, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Room peers = new Room(limits.maxPeers());
    Room swarms = new Room(limits.maxSwarms());
    mixer = new HashMixer(random);
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(limits, peers, swarms, mixer, random.nextLong());
    }
  }

  /**
   * Answers an announce, then takes it in. The reply never has the announcer among its peers; its
   * counts include it. Who stops gets no peers and is forgotten. A peer with port 0 cannot be
   * reached, so it is answered and not listed.
   *
   * @return false when there was no room to keep a newcomer; the reply is good nevertheless
   */
  public boolean announce(PeerAnnounce in, PeerReply out) {
    out.clear();
    long hash = mixer.mix(in.hash0, in.hash1, in.hash2);
    return stripe(hash).announce(hash, in, out);
  }

  /** What a scrape tells of a swarm. */
  public SwarmCounts counts(long hash0, long hash1, int hash2) {
    long hash = mixer.mix(hash0, hash1, hash2);
    return stripe(hash).counts(hash, hash0, hash1, hash2);
  }

  /** Forgets a swarm and all its peers. */
  public void remove(InfoHash infoHash) {
    long hash = mixer.mix(infoHash.word0(), infoHash.word1(), infoHash.word2());
    stripe(hash).remove(hash, infoHash.word0(), infoHash.word1(), infoHash.word2());
  }

  /** How many calls of {@link #expire} make a round. */
  public int stripes() {
    return stripes.length;
  }

  /**
   * Drops the silent peers of one stripe, and its swarms that have neither peers nor a download
   * count worth keeping. A silent peer is told to others until this was called for its stripe, so a
   * round should take a minute or less.
   *
   * @return how many peers were dropped
   */
  public int expire(int stripe, int nowMinutes) {
    return stripes[stripe].expire(nowMinutes);
  }

  /** The table in numbers. Takes each lock once, for a few cycles; looks at no swarm. */
  public PeerTableStats stats() {
    StatsSum sum = new StatsSum();
    for (Stripe stripe : stripes) {
      stripe.addTo(sum);
    }
    return sum.toStats();
  }

  private Stripe stripe(long hash) {
    return stripes[(int) (hash >>> (64 - STRIPE_BITS))];
  }
}

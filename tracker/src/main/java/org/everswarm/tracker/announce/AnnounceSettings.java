package org.everswarm.tracker.announce;

import org.everswarm.tracker.swarm.PeerAnnounce;

/**
 * What peers are told, and how much.
 *
 * @param intervalSeconds time to the next announce, on average
 * @param jitterSeconds each reply's interval differs from that by up to so much
 * @param minIntervalSeconds time to the next announce at the least
 * @param numWantDefault peers for a client that does not say how many
 * @param numWantHttp most peers in a reply over HTTP and HTTPS
 * @param numWantUdp most peers in a reply over UDP
 */
public record AnnounceSettings(
    int intervalSeconds,
    int jitterSeconds,
    int minIntervalSeconds,
    int numWantDefault,
    int numWantHttp,
    int numWantUdp) {

  public AnnounceSettings {
    if (minIntervalSeconds < 1 || jitterSeconds < 0) {
      throw new IllegalArgumentException("intervals are at least a second");
    }
    if (intervalSeconds - jitterSeconds < minIntervalSeconds) {
      throw new IllegalArgumentException(
          "the announce interval less its jitter must not be below the least interval of "
              + minIntervalSeconds
              + " s");
    }
    if (numWantDefault < 0 || numWantHttp < 0 || numWantUdp < 0) {
      throw new IllegalArgumentException("a reply cannot have fewer than no peers");
    }
  }

  /** Half an hour give or take three minutes, at least five; 50 peers, 200 and 74 at most. */
  public static AnnounceSettings defaults() {
    return new AnnounceSettings(1800, 180, 300, 50, 200, 74);
  }

  /** The interval for one announce: spread evenly over the jitter, by who asks and when. */
  int intervalSeconds(PeerAnnounce who) {
    long mixed = who.addressHigh ^ who.addressLow * 31 ^ who.port ^ who.hash0;
    mixed = (mixed + who.nowMinutes) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    int span = 2 * jitterSeconds + 1;
    return intervalSeconds - jitterSeconds + (int) (((mixed >>> 32) * span) >>> 32);
  }

  int numWant(Transport transport, int wanted) {
    int most = transport == Transport.UDP ? numWantUdp : numWantHttp;
    return Math.min(wanted < 0 ? numWantDefault : wanted, most);
  }

  /** Room that a reply needs. */
  public int maxPeers() {
    return Math.max(numWantHttp, numWantUdp);
  }
}

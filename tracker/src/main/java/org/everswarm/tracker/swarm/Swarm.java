package org.everswarm.tracker.swarm;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.SwarmCounts;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one torrent.
 *
 * <p>Not thread-safe: its stripe guards it.
 */
final class Swarm {

  private static final int ABSENT = -1;

  final long hash0;
  final long hash1;
  final int hash2;
  private @Nullable Ipv4Peers ipv4;
  private @Nullable Ipv6Peers ipv6;
  private int downloads;
  private int emptySinceMinutes;

  Swarm(long hash0, long hash1, int hash2) {
    this.hash0 = hash0;
    this.hash1 = hash1;
    this.hash2 = hash2;
  }

  boolean is(long word0, long word1, int word2) {
    return hash0 == word0 && hash1 == word1 && hash2 == word2;
  }

  int ipv4Peers() {
    return ipv4 == null ? 0 : ipv4.size();
  }

  int ipv6Peers() {
    return ipv6 == null ? 0 : ipv6.size();
  }

  int peers() {
    return ipv4Peers() + ipv6Peers();
  }

  int leechers() {
    return (ipv4 == null ? 0 : ipv4.leechers()) + (ipv6 == null ? 0 : ipv6.leechers());
  }

  SwarmCounts counts() {
    int leechers = leechers();
    int partial =
        (ipv4 == null ? 0 : ipv4.partialSeeds()) + (ipv6 == null ? 0 : ipv6.partialSeeds());
    return new SwarmCounts(peers() - leechers, downloads, leechers, leechers - partial);
  }

  void countInto(PeerReply out) {
    out.leechers = leechers();
    out.seeders = peers() - out.leechers;
    out.downloads = downloads;
  }

  /** Takes the announcer out; what it was, or a negative number when it was not in. */
  int take(PeerAnnounce who) {
    PeerList list = who.isIpv4() ? ipv4 : ipv6;
    if (list == null) {
      return ABSENT;
    }
    int index = list.find(who);
    return index < 0 ? ABSENT : list.remove(index);
  }

  /**
   * Takes the announcer in.
   *
   * @param before what {@link #take} said
   */
  void add(PeerAnnounce who, int before) {
    int flags = before == ABSENT ? 0 : before & PeerList.SNATCHED;
    if (flags == 0 && who.event == AnnounceEvent.COMPLETED && who.isSeeder()) {
      flags = PeerList.SNATCHED;
      downloads++;
    }
    if (who.isPartialSeed()) {
      flags |= PeerList.PARTIAL;
    }
    listFor(who).add(who, PeerList.meta(who.nowMinutes, flags));
  }

  /** Fills a reply for an announcer that is not in the swarm. */
  void sample(PeerAnnounce who, PeerReply out, Randomness random) {
    int wanted = Math.min(who.numWant, out.maxPeers);
    if (wanted <= 0) {
      return;
    }
    // Whoever fetches no more has no use for seeders, nor they for it.
    boolean all = !who.isSeeder() && !who.isPartialSeed();
    int among4 = ipv4 == null || !who.wantIpv4 ? 0 : all ? ipv4.size() : ipv4.leechers();
    int among6 = ipv6 == null || !who.wantIpv6 ? 0 : all ? ipv6.size() : ipv6.leechers();
    // Each family gets half, and what the other leaves.
    out.count4 = Math.min(among4, Math.max(wanted - wanted / 2, wanted - among6));
    out.count6 = Math.min(among6, wanted - out.count4);
    if (ipv4 != null && out.count4 > 0) {
      ipv4.sample(among4, out.count4, out, random);
    }
    if (ipv6 != null && out.count6 > 0) {
      ipv6.sample(among6, out.count6, out, random);
    }
  }

  /** Gives memory back after peers have left, and notes when the last one did. */
  void trim(int nowMinutes) {
    if (ipv4 != null) {
      ipv4.trim();
      ipv4 = ipv4.size() == 0 ? null : ipv4;
    }
    if (ipv6 != null) {
      ipv6.trim();
      ipv6 = ipv6.size() == 0 ? null : ipv6;
    }
    if (ipv4 == null && ipv6 == null) {
      emptySinceMinutes = nowMinutes;
    }
  }

  /** Drops silent peers; how many. */
  int expire(int nowMinutes, int maxAge) {
    int expired =
        (ipv4 == null ? 0 : ipv4.expire(nowMinutes, maxAge))
            + (ipv6 == null ? 0 : ipv6.expire(nowMinutes, maxAge));
    if (expired > 0) {
      trim(nowMinutes);
    }
    return expired;
  }

  /** Whether there is nothing left to remember. */
  boolean isSpent(int nowMinutes, int emptySwarmMinutes) {
    return peers() == 0 && (downloads == 0 || nowMinutes - emptySinceMinutes >= emptySwarmMinutes);
  }

  private PeerList listFor(PeerAnnounce who) {
    if (who.isIpv4()) {
      if (ipv4 == null) {
        ipv4 = new Ipv4Peers();
      }
      return ipv4;
    }
    if (ipv6 == null) {
      ipv6 = new Ipv6Peers();
    }
    return ipv6;
  }
}

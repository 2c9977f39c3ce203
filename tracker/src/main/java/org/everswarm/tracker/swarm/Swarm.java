package org.everswarm.tracker.swarm;

import static java.util.Objects.requireNonNull;

import org.everswarm.protocol.AnnounceEvent;
import org.jspecify.annotations.Nullable;

/**
 * A movable view of the peers of one torrent.
 *
 * <p>Not thread-safe: confined to a thread, and to the lock of the stripe whose swarm it is on.
 *
 * <p>A swarm is a line. Words 0 to 2 are the info-hash (160 bits) and the line of its IPv6 list (32
 * bits, {@link Lines#NONE} when it has none); word 4 is downloads (32 bits) and the minute since
 * when it has no peers (32 bits). The other words are its IPv4 list, whose layout the IPv6 list's
 * line shares: see {@link ChunkedPeers}.
 */
final class Swarm {

  private static final int HASH2_AT = 2;
  private static final int DOWNLOADS_AT = 4;

  /** Half 1 of word 2. */
  private static final int IPV6_HALF = 1;

  final Ipv4Peers ipv4 = new Ipv4Peers();
  final Ipv6Peers ipv6 = new Ipv6Peers();
  private long[] words = {};
  private int at;
  private int ipv6Line;
  private @Nullable LargeLists larges;

  /** For {@link #sample}. */
  final Randomness random = new Randomness();

  /** Makes a line an empty swarm. */
  static void init(Lines lines, int line, long hash0, long hash1, int hash2, int nowMinutes) {
    long[] words = lines.slab(line);
    int at = Lines.at(line);
    words[at] = hash0;
    words[at + 1] = hash1;
    words[at + HASH2_AT] = (long) hash2 << 32;
    words[at + ChunkedPeers.COUNTS_AT] = 0;
    words[at + DOWNLOADS_AT] = nowMinutes & 0xFFFF_FFFFL;
  }

  /** Writes what a scrape tells of the swarm in a line. */
  static void count(Lines lines, int line, ScrapeCounts out) {
    long[] words = lines.slab(line);
    int at = Lines.at(line);
    out.clear();
    out.downloads = (int) (words[at + DOWNLOADS_AT] >>> 32);
    out.add(words[at + ChunkedPeers.COUNTS_AT]);
    int other = (int) words[at + HASH2_AT];
    if (other != Lines.NONE) {
      out.add(lines.slab(other)[Lines.at(other) + ChunkedPeers.COUNTS_AT]);
    }
  }

  /** Moves the view. */
  void open(TableParts table, LargeLists larges, int line) {
    this.larges = larges;
    words = table.lines().slab(line);
    at = Lines.at(line);
    ipv4.open(table, larges, line);
    ipv6Line = (int) words[at + HASH2_AT];
    if (ipv6Line == Lines.NONE) {
      ipv6.close();
    } else {
      ipv6.open(table, larges, ipv6Line);
    }
  }

  long hash0() {
    return words[at];
  }

  long hash1() {
    return words[at + 1];
  }

  int hash2() {
    return (int) (words[at + HASH2_AT] >>> 32);
  }

  int peers() {
    return ipv4.size + ipv6.size;
  }

  int leechers() {
    return ipv4.leechers + ipv6.leechers;
  }

  int downloads() {
    return (int) (words[at + DOWNLOADS_AT] >>> 32);
  }

  /** Since when it has had no peers; any minute if it has some. */
  int emptySinceMinutes() {
    return (int) words[at + DOWNLOADS_AT];
  }

  void countInto(PeerReply out) {
    out.leechers = leechers();
    out.seeders = peers() - out.leechers;
    out.downloads = downloads();
  }

  PeerList listOf(PeerAnnounce who) {
    return who.isIpv4() ? ipv4 : ipv6;
  }

  /** Takes a newcomer in; false when there is no memory for it. */
  boolean add(TableParts table, PeerAnnounce who) {
    int meta = PeerList.meta(who.nowMinutes, flags(who, 0));
    boolean added = insert(table, who, !who.isSeeder(), meta);
    if (added && completes(who)) {
      addDownloads(1);
    }
    return added;
  }

  /** Takes in a peer who must not be in the swarm; false when there is no memory for it. */
  boolean insert(TableParts table, PeerAnnounce who, boolean leecher, int meta) {
    PeerList list = listOf(who);
    if (list == ipv6 && ipv6Line == Lines.NONE && !addIpv6(table)) {
      return false;
    }
    if (list.add(who, leecher, meta)) {
      return true;
    }
    trim();
    return false;
  }

  /**
   * Notes what the peer of a rank is now, unless it is what it was and was heard of lately.
   *
   * @return what to tell of it, as in {@link PeerChange}, or a negative number when nothing
   */
  int refresh(PeerList list, int rank, PeerAnnounce who, int refreshMinutes) {
    int meta = list.metaAt(rank);
    int before = meta & PeerList.SNATCHED;
    int flags = flags(who, before);
    boolean leecher = !who.isSeeder();
    if (refreshMinutes > 0
        && (meta & PeerList.FLAGS) == flags
        && leecher == rank < list.leechers
        && isLate(meta, who, refreshMinutes)) {
      return -1;
    }
    list.refresh(rank, leecher, PeerList.meta(who.nowMinutes, flags));
    if (before != 0 || !completes(who)) {
      return PeerMerge.flags(flags, leecher);
    }
    addDownloads(1);
    return PeerMerge.flags(flags, leecher) | PeerChange.COUNTED;
  }

  /** What to tell of a peer that was added. */
  static int newcomer(PeerAnnounce who) {
    int told = PeerMerge.flags(flags(who, 0), !who.isSeeder());
    return completes(who) ? told | PeerChange.COUNTED : told;
  }

  /** Takes a peer out. */
  void remove(PeerList list, int rank, int nowMinutes) {
    list.remove(rank);
    left(nowMinutes);
  }

  /** Drops silent peers; how many. */
  int expire(int nowMinutes, int maxAge) {
    int expired = ipv4.expire(nowMinutes, maxAge) + ipv6.expire(nowMinutes, maxAge);
    if (expired > 0) {
      left(nowMinutes);
    }
    return expired;
  }

  /** Fills a reply for an announcer, leaving it out if it is {@code self} of {@code own}. */
  void sample(PeerAnnounce who, PeerList own, int self, PeerReply out) {
    int wanted = Math.min(who.numWant, out.maxPeers);
    if (wanted <= 0) {
      return;
    }
    // Whoever fetches no more has no use for seeders, nor they for it.
    boolean all = !who.isSeeder() && !who.isPartialSeed();
    int self4 = own == ipv4 ? self : PeerList.ABSENT;
    int self6 = own == ipv6 ? self : PeerList.ABSENT;
    int among4 = who.wantIpv4 ? among(ipv4, all, self4) : 0;
    int among6 = who.wantIpv6 ? among(ipv6, all, self6) : 0;
    // Each family gets half, and what the other leaves.
    out.count4 = Math.min(among4, Math.max(wanted - wanted / 2, wanted - among6));
    out.count6 = Math.min(among6, wanted - out.count4);
    if (out.count4 > 0) {
      ipv4.sample(among4, self4, out.count4, out, random);
    }
    if (out.count6 > 0) {
      ipv6.sample(among6, self6, out.count6, out, random);
    }
  }

  /** Whether there is nothing left to remember. */
  boolean isSpent(int nowMinutes, int emptySwarmMinutes) {
    return peers() == 0
        && (downloads() == 0 || nowMinutes - emptySinceMinutes() >= emptySwarmMinutes);
  }

  /** Counts more downloads, up to 2<sup>31</sup> - 1. */
  void addDownloads(int more) {
    long downloads = Math.min(Integer.MAX_VALUE, (long) downloads() + more);
    words[at + DOWNLOADS_AT] = (downloads << 32) | (emptySinceMinutes() & 0xFFFF_FFFFL);
  }

  void setEmptySince(int minutes) {
    words[at + DOWNLOADS_AT] =
        (words[at + DOWNLOADS_AT] & 0xFFFF_FFFF_0000_0000L) | (minutes & 0xFFFF_FFFFL);
  }

  /** Gives all lines back but the swarm's own. */
  void release(TableParts table) {
    ipv4.release();
    ipv6.release();
    if (ipv6Line != Lines.NONE) {
      table.lines().giveBack(ipv6Line, 0);
    }
  }

  /**
   * Whether a peer was heard of so lately that others need not be told again. Who says that it has
   * just started is always told of: it may have left elsewhere a moment ago, or on the other side
   * of a split, of which the word is still on its way here and would take it out.
   */
  private static boolean isLate(int meta, PeerAnnounce who, int refreshMinutes) {
    return who.event != AnnounceEvent.STARTED
        && Math.abs(PeerList.age(meta, who.nowMinutes)) < refreshMinutes;
  }

  private static int among(PeerList list, boolean all, int self) {
    int last = all ? list.size : list.leechers;
    return self >= 0 && self < last ? last - 1 : last;
  }

  private static int flags(PeerAnnounce who, int before) {
    int snatched = completes(who) ? PeerList.SNATCHED : before;
    return who.isPartialSeed() ? snatched | PeerList.PARTIAL : snatched;
  }

  private static boolean completes(PeerAnnounce who) {
    return who.event == AnnounceEvent.COMPLETED && who.isSeeder();
  }

  private boolean addIpv6(TableParts table) {
    int line = table.lines().take(0);
    if (line == Lines.NONE) {
      return false;
    }
    table.lines().slab(line)[Lines.at(line) + ChunkedPeers.COUNTS_AT] = 0;
    setIpv6(line);
    ipv6.open(table, requireNonNull(larges), line);
    return true;
  }

  private void left(int nowMinutes) {
    trim();
    if (peers() == 0) {
      setEmptySince(nowMinutes);
    }
  }

  private void trim() {
    if (ipv6Line != Lines.NONE && ipv6.size == 0) {
      ipv6.table().lines().giveBack(ipv6Line, 0);
      setIpv6(Lines.NONE);
      ipv6.close();
    }
  }

  private void setIpv6(int line) {
    ipv6Line = line;
    Lines.setHalf(words, at + HASH2_AT, IPV6_HALF, line);
  }
}

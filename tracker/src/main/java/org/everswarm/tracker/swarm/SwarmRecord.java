package org.everswarm.tracker.swarm;

import java.nio.ByteBuffer;

/**
 * One swarm as bytes, big-endian, without gaps.
 *
 * <pre>
 * 0   20  info-hash
 * 20   4  downloads, not negative
 * 24   4  minute since when there are no peers; any if there are
 * 28   4  IPv4 peers        32  4  leechers among them
 * 36   4  IPv6 peers        40  4  leechers among them
 * 44   8  each IPv4 peer: address 4, port 2, meta 2; leechers first, then seeders
 *     20  each IPv6 peer: address 16, port 2, meta 2; in the same order
 * </pre>
 *
 * <p>Of the second form, for other nodes, each peer has two bytes more: the milliseconds of the
 * minute it was heard of, or {@link PeerStamps#UNKNOWN}.
 *
 * <p>Meta is, from the highest bit, 14 bits of the minute the peer was last heard of, a bit for a
 * partial seed, a bit for a peer whose download was counted. Peers of one family are fewer than
 * 2<sup>21</sup>; no port is 0, no IPv6 address a mapped IPv4 one.
 *
 * <p>Confined to one thread. One is filled again for every record.
 */
final class SwarmRecord {

  private static final int HEAD = 44;
  private static final int IPV4 = 8;
  private static final int IPV6 = 20;
  private static final int MILLIS = 2;
  private static final int MOST_PEERS = (1 << 21) - 1;

  long hash0;
  long hash1;
  int hash2;
  int downloads;
  int emptySinceMinutes;
  final int nowMinutes;

  private final int maxAgeMinutes;
  private final ByteBuffer in;
  private final int length4;
  private final int length6;
  private final PeerAnnounce peer = new PeerAnnounce();
  private final PeerChange seen = new PeerChange();
  private int size4;
  private int leechers4;
  private int size6;
  private int leechers6;
  private int at4;
  private int at6;
  private int young;
  private int nextPeer;
  private long voidMillis;

  /** Reads from a buffer's position to its limit. */
  SwarmRecord(ByteBuffer in, int nowMinutes, int maxAgeMinutes) {
    this(in, nowMinutes, maxAgeMinutes, 0);
  }

  private SwarmRecord(ByteBuffer in, int nowMinutes, int maxAgeMinutes, int more) {
    this.in = in.slice();
    this.nowMinutes = nowMinutes;
    this.maxAgeMinutes = maxAgeMinutes;
    length4 = IPV4 + more;
    length6 = IPV6 + more;
  }

  /** Reads the form for other nodes. */
  static SwarmRecord pulled(ByteBuffer in, int nowMinutes) {
    return new SwarmRecord(in, nowMinutes, PeerList.MAX_AGE_MINUTES, MILLIS);
  }

  /** Writes a swarm. */
  static void write(Swarm swarm, SwarmBuffer out) {
    int at = out.append(HEAD + IPV4 * swarm.ipv4.size + IPV6 * swarm.ipv6.size);
    out.setLong(at, swarm.hash0());
    out.setLong(at + 8, swarm.hash1());
    out.setInt(at + 16, swarm.hash2());
    out.setInt(at + 20, swarm.downloads());
    out.setInt(at + 24, swarm.emptySinceMinutes());
    out.setInt(at + 28, swarm.ipv4.size);
    out.setInt(at + 32, swarm.ipv4.leechers);
    out.setInt(at + 36, swarm.ipv6.size);
    out.setInt(at + 40, swarm.ipv6.leechers);
    int end4 = swarm.ipv4.writeTo(out, at + HEAD);
    swarm.ipv6.writeTo(out, end4);
  }

  /**
   * Writes a swarm's peers that were heard of since, in the form for other nodes.
   *
   * @return false when there are none; then the swarm is not written, unless all was asked for
   */
  static boolean writeSince(Swarm swarm, int sinceMinutes, int nowMinutes, SwarmBuffer out) {
    int at = out.append(HEAD);
    int oldest = sinceMinutes == 0 ? Integer.MAX_VALUE : nowMinutes - sinceMinutes;
    long sizes4 = writeSince(swarm.ipv4, oldest, nowMinutes, IPV4, out);
    long sizes6 = writeSince(swarm.ipv6, oldest, nowMinutes, IPV6, out);
    if (sizes4 == 0 && sizes6 == 0 && sinceMinutes != 0) {
      out.truncate(at);
      return false;
    }
    out.setLong(at, swarm.hash0());
    out.setLong(at + 8, swarm.hash1());
    out.setInt(at + 16, swarm.hash2());
    out.setInt(at + 20, swarm.downloads());
    out.setInt(at + 24, swarm.emptySinceMinutes());
    out.setLong(at + 28, sizes4);
    out.setLong(at + 36, sizes6);
    return true;
  }

  /** Peers in the upper half, leechers among them in the lower. */
  private static long writeSince(
      PeerList list, int oldest, int nowMinutes, int length, SwarmBuffer out) {
    int leechers = 0;
    int size = 0;
    for (int rank = 0; rank < list.size; rank++) {
      if (PeerList.age(list.metaAt(rank), nowMinutes) <= oldest) {
        int to = out.append(length + MILLIS);
        list.writeHere(out, to);
        out.setShort(to + length, PeerStamps.UNKNOWN);
        leechers += rank < list.leechers ? 1 : 0;
        size++;
      }
    }
    return ((long) size << 32) | leechers;
  }

  /**
   * Reads and checks the next record, all of it; false when there is none.
   *
   * @throws MalformedSwarmException when it is not one
   */
  boolean next() {
    if (!in.hasRemaining()) {
      return false;
    }
    int start = in.position();
    require(in.remaining() >= HEAD, "a swarm is cut short");
    hash0 = in.getLong(start);
    hash1 = in.getLong(start + 8);
    hash2 = in.getInt(start + 16);
    downloads = in.getInt(start + 20);
    emptySinceMinutes = in.getInt(start + 24);
    size4 = in.getInt(start + 28);
    leechers4 = in.getInt(start + 32);
    size6 = in.getInt(start + 36);
    leechers6 = in.getInt(start + 40);
    require(downloads >= 0, "downloads are negative");
    requireCounts(size4, leechers4);
    requireCounts(size6, leechers6);
    long needed = (long) length4 * size4 + (long) length6 * size6;
    require((long) in.remaining() - HEAD >= needed, "cut short");
    at4 = start + HEAD;
    at6 = at4 + length4 * size4;
    nextPeer = 0;
    checkPeers();
    if (peers() > 0) {
      emptySinceMinutes = nowMinutes;
    }
    in.position(at6 + length6 * size6);
    return true;
  }

  int peers() {
    return size4 + size6;
  }

  /** Peers that are not too old. */
  int young() {
    return young;
  }

  /**
   * Has peers left out that were heard of before.
   *
   * @return whether there are no others: then its downloads are void, too, unless the last of its
   *     peers went later
   */
  boolean isVoidBefore(long millis) {
    voidMillis = millis;
    if (millis == 0 || nextPeer > 0) {
      return false;
    }
    boolean late = peers() == 0 && emptySinceMinutes * PeerChange.MINUTE_MILLIS >= millis;
    while (!late && hasMorePeers()) {
      nextPeer(seen);
      late = seen.stampMillis >= millis;
    }
    nextPeer = 0;
    return !late;
  }

  /** Whether there is nothing in it that a table would keep. */
  boolean isWorthless(int emptySwarmMinutes) {
    return young == 0 && (downloads == 0 || nowMinutes - emptySinceMinutes >= emptySwarmMinutes);
  }

  /**
   * Adds what is not too old to a swarm; of a peer that is in both, what was heard last.
   *
   * @param room how many peers may be added
   * @param shared see {@link PeerTable#restore}
   * @return how many peers were not, for want of room
   */
  int mergeInto(Swarm swarm, TableParts table, int room, boolean shared) {
    int counted = swarm.downloads();
    swarm.addDownloads(downloads);
    int before = swarm.peers();
    int refused = 0;
    for (int i = 0; i < size4; i++) {
      long word = in.getLong(at4 + length4 * i);
      peer.addressHigh = 0;
      peer.addressLow = 0xFFFF_0000_0000L | (word >>> 32);
      peer.port = (int) (word >>> 16) & 0xFFFF;
      refused += merge(swarm, table, i < leechers4, (int) word & 0xFFFF, before + room);
    }
    for (int i = 0, at = at6; i < size6; i++, at += length6) {
      peer.addressHigh = in.getLong(at);
      peer.addressLow = in.getLong(at + 8);
      int last = in.getInt(at + 16);
      peer.port = last >>> 16;
      refused += merge(swarm, table, i < leechers6, last & 0xFFFF, before + room);
    }
    if (shared) {
      swarm.addDownloads(Math.max(counted, downloads) - swarm.downloads());
    }
    return refused;
  }

  /** Whether {@link #nextPeer} would find one. */
  boolean hasMorePeers() {
    return nextPeer < peers();
  }

  void skipPeers() {
    nextPeer = peers();
  }

  /** Reads the next peer; where it has its milliseconds. */
  int nextPeer(PeerChange to) {
    to.hash0 = hash0;
    to.hash1 = hash1;
    to.hash2 = hash2;
    int i = nextPeer++;
    return i < size4 ? nextIpv4(i, to) : nextIpv6(i - size4, to);
  }

  /** Writes the milliseconds of all peers. */
  void writeMillis(PeerStamps stamps, PeerChange peer) {
    while (hasMorePeers()) {
      int at = nextPeer(peer);
      in.putShort(at, (short) stamps.millisOf(peer));
    }
  }

  /**
   * Merges up to so many of the peers not read yet; with the last of them, the downloads.
   *
   * @param room how many peers may be added
   * @return how many peers were not, for want of room
   */
  int mergePulled(int most, int room, TableParts table, PeerArbiter arbiter, PeerMerge merge) {
    Swarm swarm = merge.swarm;
    PeerChange peer = merge.change;
    int before = swarm.peers();
    int refused = 0;
    for (int i = 0; i < most && hasMorePeers(); i++) {
      nextPeer(peer);
      if (peer.stampMillis < voidMillis) {
        continue;
      }
      int verdict = merge.decide(peer, nowMinutes, arbiter);
      if (verdict != PeerArbiter.KEEP) {
        boolean adds = merge.adds(peer, verdict);
        int more = merge.apply(peer, verdict, table, nowMinutes, swarm.peers() < before + room);
        refused += adds && more == 0 ? 1 : 0;
      }
    }
    if (!hasMorePeers()) {
      swarm.addDownloads(Math.max(0, downloads - swarm.downloads()));
    }
    return refused;
  }

  private int nextIpv4(int i, PeerChange to) {
    int at = at4 + length4 * i;
    long word = in.getLong(at);
    to.addressHigh = 0;
    to.addressLow = 0xFFFF_0000_0000L | (word >>> 32);
    read((int) word, at + IPV4, i < leechers4, to);
    return at + IPV4;
  }

  private int nextIpv6(int i, PeerChange to) {
    int at = at6 + length6 * i;
    to.addressHigh = in.getLong(at);
    to.addressLow = in.getLong(at + 8);
    read(in.getInt(at + 16), at + IPV6, i < leechers6, to);
    return at + IPV6;
  }

  private void read(int last, int millisAt, boolean leecher, PeerChange to) {
    to.port = last >>> 16;
    to.flags = PeerMerge.flags(last, leecher);
    to.stampMillis = minuteMillis(last);
    int millis = length4 == IPV4 ? PeerStamps.UNKNOWN : in.getShort(millisAt) & 0xFFFF;
    if (millis == PeerStamps.UNKNOWN) {
      to.flags |= PeerChange.MINUTE_ONLY;
    } else {
      to.stampMillis += millis;
    }
  }

  private long minuteMillis(int meta) {
    return (nowMinutes - PeerList.age(meta, nowMinutes)) * PeerChange.MINUTE_MILLIS;
  }

  /** 1 when the peer was refused, else 0. */
  private int merge(Swarm swarm, TableParts table, boolean leecher, int read, int mostPeers) {
    int meta = leecher ? read : read & ~PeerList.PARTIAL;
    int age = PeerList.age(meta, nowMinutes);
    if (age > maxAgeMinutes || minuteMillis(meta) < voidMillis) {
      return 0;
    }
    PeerList list = swarm.listOf(peer);
    int rank = list.find(peer);
    if (rank < 0) {
      return swarm.peers() < mostPeers && swarm.insert(table, peer, leecher, meta) ? 0 : 1;
    }
    int live = list.metaAt(rank);
    int snatched = (meta | live) & PeerList.SNATCHED;
    if ((meta & live & PeerList.SNATCHED) != 0) {
      swarm.addDownloads(-1); // One download, counted there and here.
    }
    if (age < PeerList.age(live, nowMinutes)) {
      list.refresh(rank, leecher, meta | snatched);
    } else {
      list.refresh(rank, rank < list.leechers, live | snatched);
    }
    return 0;
  }

  /** Looks at every peer before the first is taken in. */
  private void checkPeers() {
    young = 0;
    for (int i = 0, at = at4; i < size4; i++, at += length4) {
      int last = in.getInt(at + 4);
      require(last >>> 16 != 0, "a port is 0");
      requireMillis(at, length4, IPV4);
      young += PeerList.age(last, nowMinutes) <= maxAgeMinutes ? 1 : 0;
    }
    for (int i = 0, at = at6; i < size6; i++, at += length6) {
      int last = in.getInt(at + 16);
      require(last >>> 16 != 0, "a port is 0");
      requireMillis(at, length6, IPV6);
      boolean mapped = in.getLong(at) == 0 && in.getInt(at + 8) == 0xFFFF;
      require(!mapped, "an IPv4 address is among those of IPv6");
      young += PeerList.age(last, nowMinutes) <= maxAgeMinutes ? 1 : 0;
    }
  }

  private void requireMillis(int at, int length, int plain) {
    int millis = length == plain ? 0 : in.getShort(at + plain) & 0xFFFF;
    require(millis < PeerChange.MINUTE_MILLIS || millis == PeerStamps.UNKNOWN, "no milliseconds");
  }

  private static void requireCounts(int size, int leechers) {
    require(size >= 0 && size <= MOST_PEERS, "a swarm has too many peers, or fewer than none");
    require(leechers >= 0 && leechers <= size, "more leechers than peers, or fewer than none");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedSwarmException(otherwise);
    }
  }
}

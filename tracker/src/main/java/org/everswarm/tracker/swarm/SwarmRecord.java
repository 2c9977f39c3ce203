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
  private static final int MOST_PEERS = (1 << 21) - 1;

  long hash0;
  long hash1;
  int hash2;
  int downloads;
  int emptySinceMinutes;
  final int nowMinutes;

  private final int maxAgeMinutes;
  private final ByteBuffer in;
  private final PeerAnnounce peer = new PeerAnnounce();
  private int size4;
  private int leechers4;
  private int size6;
  private int leechers6;
  private int at4;
  private int at6;
  private int young;

  /** Reads from a buffer's position to its limit. */
  SwarmRecord(ByteBuffer in, int nowMinutes, int maxAgeMinutes) {
    this.in = in.slice();
    this.nowMinutes = nowMinutes;
    this.maxAgeMinutes = maxAgeMinutes;
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
    require((long) in.remaining() - HEAD >= (long) IPV4 * size4 + (long) IPV6 * size6, "cut short");
    at4 = start + HEAD;
    at6 = at4 + IPV4 * size4;
    checkPeers();
    if (peers() > 0) {
      emptySinceMinutes = nowMinutes;
    }
    in.position(at6 + IPV6 * size6);
    return true;
  }

  int peers() {
    return size4 + size6;
  }

  /** Peers that are not too old. */
  int young() {
    return young;
  }

  /** Whether there is nothing in it that a table would keep. */
  boolean isWorthless(int emptySwarmMinutes) {
    return young == 0 && (downloads == 0 || nowMinutes - emptySinceMinutes >= emptySwarmMinutes);
  }

  /**
   * Adds what is not too old to a swarm; of a peer that is in both, what was heard last.
   *
   * @param room how many peers may be added
   * @return how many peers were not, for want of room
   */
  int mergeInto(Swarm swarm, TableParts table, int room) {
    swarm.addDownloads(downloads);
    int before = swarm.peers();
    int refused = 0;
    for (int i = 0; i < size4; i++) {
      long word = in.getLong(at4 + IPV4 * i);
      peer.addressHigh = 0;
      peer.addressLow = 0xFFFF_0000_0000L | (word >>> 32);
      peer.port = (int) (word >>> 16) & 0xFFFF;
      refused += merge(swarm, table, i < leechers4, (int) word & 0xFFFF, before + room);
    }
    for (int i = 0, at = at6; i < size6; i++, at += IPV6) {
      peer.addressHigh = in.getLong(at);
      peer.addressLow = in.getLong(at + 8);
      int last = in.getInt(at + 16);
      peer.port = last >>> 16;
      refused += merge(swarm, table, i < leechers6, last & 0xFFFF, before + room);
    }
    return refused;
  }

  /** 1 when the peer was refused, else 0. */
  private int merge(Swarm swarm, TableParts table, boolean leecher, int read, int mostPeers) {
    int meta = leecher ? read : read & ~PeerList.PARTIAL;
    int age = PeerList.age(meta, nowMinutes);
    if (age > maxAgeMinutes) {
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
    for (int i = 0, at = at4; i < size4; i++, at += IPV4) {
      int last = in.getInt(at + 4);
      require(last >>> 16 != 0, "a port is 0");
      young += PeerList.age(last, nowMinutes) <= maxAgeMinutes ? 1 : 0;
    }
    for (int i = 0, at = at6; i < size6; i++, at += IPV6) {
      int last = in.getInt(at + 16);
      require(last >>> 16 != 0, "a port is 0");
      boolean mapped = in.getLong(at) == 0 && in.getInt(at + 8) == 0xFFFF;
      require(!mapped, "an IPv4 address is among those of IPv6");
      young += PeerList.age(last, nowMinutes) <= maxAgeMinutes ? 1 : 0;
    }
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

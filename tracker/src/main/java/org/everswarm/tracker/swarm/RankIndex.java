package org.everswarm.tracker.swarm;

/**
 * Where in a large list a peer is: ranks by address and port, open addressing with linear probing.
 *
 * <p>Not thread-safe: the stripe of its list guards it. An entry is 16 bits wide in lists of up to
 * some 45,000 peers, and 32 beyond; 2 to 6 or 4 to 12 bytes a peer. It has the rank plus one in as
 * many bits as the index has, and a tag from the peer's hash in the rest, so that a probe looks at
 * hardly any peer but the one it wants. Places come from a hash that no outsider can foresee.
 *
 * <p>When the index doubles all peers are hashed anew, some 10 ns each, under the stripe's lock.
 */
final class RankIndex {

  private static final int MIN_BITS = 6;
  private static final int NARROW = 16;
  private static final int WIDE = 32;

  private final Memory memory;
  private char[] narrow = {};
  private int[] wide = {};
  private int bits;
  private int width = NARROW;

  RankIndex(Memory memory) {
    this.memory = memory;
  }

  /** Makes room for so many peers; false when there is no memory for that. */
  boolean reserve(int peers, ChunkedPeers list) {
    if (bits != 0 && peers <= most(bits)) {
      return true;
    }
    int wanted = bitsFor(peers);
    long more = bytesOf(wanted) - bytesOf(bits);
    if (!memory.take(more)) {
      return false;
    }
    rebuild(wanted, list);
    return true;
  }

  /** Gives memory back when seven eighths of it are idle. */
  void trim(ChunkedPeers list) {
    int wanted = bitsFor(list.size);
    if (wanted < bits && list.size < (1 << (bits - 3))) {
      memory.giveBack(bytesOf(bits) - bytesOf(wanted));
      rebuild(wanted, list);
    }
  }

  /** Gives all memory back. */
  void release() {
    memory.giveBack(bytesOf(bits));
  }

  /** The rank of a peer whose hash is {@code hash}, or -1. */
  int find(long hash, ChunkedPeers list, PeerAnnounce who) {
    int mask = (1 << bits) - 1;
    int tag = tag(hash);
    for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
      int entry = entry(i);
      if (entry == 0) {
        return -1;
      }
      if (entry >>> bits == tag) {
        int rank = (entry & mask) - 1;
        list.seek(rank);
        if (list.isHere(who)) {
          return rank;
        }
      }
    }
  }

  /** Adds a peer that is not in the index; there is room. */
  void put(long hash, int rank) {
    int mask = (1 << bits) - 1;
    int i = (int) hash & mask;
    while (entry(i) != 0) {
      i = (i + 1) & mask;
    }
    set(i, (tag(hash) << bits) | (rank + 1));
  }

  /** Gives a peer another rank. */
  void move(long hash, int from, int to) {
    setRank(placeOf(hash, from), to);
  }

  /** Exchanges the ranks of two peers. */
  void swap(long hash0, int rank0, long hash1, int rank1) {
    int place0 = placeOf(hash0, rank0);
    int place1 = placeOf(hash1, rank1);
    setRank(place0, rank1);
    setRank(place1, rank0);
  }

  /** Takes a peer out; the list must still have all peers where the index says. */
  void remove(long hash, int rank, ChunkedPeers list) {
    int mask = (1 << bits) - 1;
    int hole = placeOf(hash, rank);
    for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
      int entry = entry(i);
      if (entry == 0) {
        set(hole, 0);
        return;
      }
      list.seek((entry & mask) - 1);
      int home = (int) list.hashHere() & mask;
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        set(hole, entry);
        hole = i;
      }
    }
  }

  private void rebuild(int wanted, ChunkedPeers list) {
    bits = wanted;
    width = wanted <= NARROW ? NARROW : WIDE;
    narrow = width == NARROW ? new char[1 << bits] : new char[0];
    wide = width == WIDE ? new int[1 << bits] : new int[0];
    for (int rank = 0; rank < list.size; rank++) {
      list.seek(rank);
      put(list.hashHere(), rank);
    }
  }

  private int placeOf(long hash, int rank) {
    int mask = (1 << bits) - 1;
    int i = (int) hash & mask;
    while ((entry(i) & mask) != rank + 1) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private int tag(long hash) {
    return (int) (hash >>> 32 >>> (WIDE - width + bits));
  }

  private int entry(int i) {
    return width == NARROW ? narrow[i] : wide[i];
  }

  private void setRank(int place, int rank) {
    int mask = (1 << bits) - 1;
    set(place, (entry(place) & ~mask) | (rank + 1));
  }

  private void set(int i, int entry) {
    if (width == NARROW) {
      narrow[i] = (char) entry;
    } else {
      wide[i] = entry;
    }
  }

  /** Seven tenths full at most. */
  private static int most(int bits) {
    return (int) ((7L << bits) / 10);
  }

  private static int bitsFor(int peers) {
    int bits = MIN_BITS;
    while (peers > most(bits)) {
      bits++;
    }
    return bits;
  }

  private static long bytesOf(int bits) {
    return bits == 0 ? 0 : (bits <= NARROW ? 2L : 4L) << bits;
  }
}

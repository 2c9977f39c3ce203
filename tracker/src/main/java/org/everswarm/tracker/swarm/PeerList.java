package org.everswarm.tracker.swarm;

/**
 * A movable view of the peers of one swarm and one address family: leechers first, then seeders.
 *
 * <p>Not thread-safe: confined to a thread, and to the lock of the stripe whose list it is on.
 *
 * <p>The partition lets a seeder be answered from the leechers alone without looking at anyone
 * else. The last word of every peer ends in its port (16 bits), the minute it was last heard of (14
 * bits, wrapping) and two flags; the words before hold the address. The counts of a list are one
 * word: peers, leechers and partial seeds, 21 bits each.
 */
abstract class PeerList extends ChunkedPeers {

  /** The oldest that a peer can be told to be: half the range of its clock. */
  static final int MAX_AGE_MINUTES = (1 << 13) - 1;

  /** Its download was counted. */
  static final int SNATCHED = 1;

  /** A leecher that will fetch no more (BEP 21). */
  static final int PARTIAL = 2;

  /** All flags. */
  static final int FLAGS = SNATCHED | PARTIAL;

  /** Of a peer that is not in the list. */
  static final int ABSENT = -1;

  private static final int FLAG_BITS = 2;
  private static final int MINUTE_MASK = (1 << 14) - 1;
  private static final int META_MASK = 0xFFFF;
  private static final int COUNT_BITS = 21;
  private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

  int leechers;
  int partialSeeds;

  PeerList(int stride, int lineBits, int inlinePeers) {
    super(stride, lineBits, inlinePeers);
  }

  /** Rank of the peer with the announcer's address and port, or {@link #ABSENT}. */
  abstract int find(PeerAnnounce who);

  /** The hash of the announcer, as {@link #hashHere} would give it. */
  abstract long hash(PeerAnnounce who);

  /** Writes address, port and {@code meta} of the announcer where {@link #seek} went. */
  abstract void write(PeerAnnounce who, int meta);

  /** Writes so many peers from where {@link #seek} went to a reply, as peers {@code to} and on. */
  abstract void copyHere(int count, PeerReply out, int to);

  /** Writes all peers as {@link SwarmRecord} has them, from {@code to} on; the end of them. */
  abstract int writeTo(SwarmBuffer out, int to);

  /** Writes the peer where {@link #seek} went as {@link SwarmRecord} has it. */
  abstract void writeHere(SwarmBuffer out, int to);

  static int meta(int nowMinutes, int flags) {
    return ((nowMinutes & MINUTE_MASK) << FLAG_BITS) | flags;
  }

  /** How many minutes ago {@code meta} was written; negative when the clock was set back since. */
  static int age(int meta, int nowMinutes) {
    int age = (nowMinutes - ((meta & META_MASK) >>> FLAG_BITS)) & MINUTE_MASK;
    // More than half the range is a clock that was set back, not an age.
    return age <= MAX_AGE_MINUTES ? age : age - MINUTE_MASK - 1;
  }

  static int sizeOf(long counts) {
    return (int) (counts >>> (2 * COUNT_BITS)) & COUNT_MASK;
  }

  static int leechersOf(long counts) {
    return (int) (counts >>> COUNT_BITS) & COUNT_MASK;
  }

  static int partialSeedsOf(long counts) {
    return (int) counts & COUNT_MASK;
  }

  /** Moves the view to the list of a line. */
  final void open(TableParts table, LargeLists larges, int line) {
    long counts = openLine(table, larges, line);
    size = sizeOf(counts);
    leechers = leechersOf(counts);
    partialSeeds = partialSeedsOf(counts);
  }

  /** Moves the view to a list that is not there, and so has no peers. */
  final void close() {
    openNone();
    leechers = 0;
    partialSeeds = 0;
  }

  /** Takes the announcer in, who must not be in the list; false when there is no memory for it. */
  final boolean add(PeerAnnounce who, boolean leecher, int meta) {
    if (!grow()) {
      return false;
    }
    int rank = size++;
    if (leecher) {
      move(leechers, rank);
      rank = leechers++;
    }
    partialSeeds += partial(meta);
    seek(rank);
    write(who, meta);
    mark(rank);
    RankIndex index = index();
    if (index != null) {
      index.put(hash(who), rank);
    }
    save();
    return true;
  }

  /** Notes what the announcer is now; it keeps its place unless it has become a seeder or none. */
  final void refresh(int rank, boolean leecher, int meta) {
    boolean moves = leecher != rank < leechers;
    int partials = partial(meta) - partial(metaAt(rank));
    setMetaHere(meta);
    if (moves) {
      swap(rank, leecher ? leechers++ : --leechers);
    }
    if (moves || partials != 0) {
      partialSeeds += partials;
      save();
    }
  }

  /** Takes a peer out. */
  final void remove(int rank) {
    partialSeeds -= partial(metaAt(rank));
    RankIndex index = index();
    if (index != null) {
      index.remove(hashHere(), rank, this);
    }
    int hole = rank;
    if (hole < leechers) {
      leechers--;
      move(leechers, hole);
      hole = leechers;
    }
    size--;
    move(size, hole);
    shrink();
    save();
  }

  /** Takes out all that were silent for more than {@code maxAge}; how many. */
  final int expire(int nowMinutes, int maxAge) {
    int before = size;
    // Downwards, because what fills a hole comes from above it and has been looked at.
    for (int rank = size - 1; rank >= 0; rank--) {
      if (age(metaAt(rank), nowMinutes) > maxAge) {
        remove(rank);
      }
    }
    return before - size;
  }

  /**
   * Writes {@code count} of the first {@code among} peers to a reply, leaving out one of them.
   *
   * <p>Two runs, on a ring, from a random place and with a random gap: every peer is as likely as
   * any other to be told, exactly, and the peers are read in order.
   *
   * @param among how many there are without {@code self}
   * @param self the rank that is left out, or a negative number
   */
  final void sample(int among, int self, int count, PeerReply out, Randomness random) {
    if (count == among) {
      copyOthers(0, count, self, out, 0);
      return;
    }
    int first = count / 2;
    int start = random.below(among);
    copyRing(start, first, among, self, out, 0);
    int gap = random.below(among - count + 1);
    int second = start + first + gap;
    copyRing(second < among ? second : second - among, count - first, among, self, out, first);
  }

  final int metaAt(int rank) {
    seek(rank);
    return (int) words[at + stride - 1] & META_MASK;
  }

  private void copyRing(int start, int count, int among, int self, PeerReply out, int to) {
    int untilEnd = Math.min(count, among - start);
    copyOthers(start, untilEnd, self, out, to);
    copyOthers(0, count - untilEnd, self, out, to + untilEnd);
  }

  /** Copies so many peers counted as if {@code self} were not among them. */
  private void copyOthers(int from, int count, int self, PeerReply out, int to) {
    if (self < 0 || from + count <= self) {
      copy(from, count, out, to);
    } else if (from >= self) {
      copy(from + 1, count, out, to);
    } else {
      int below = self - from;
      copy(from, below, out, to);
      copy(self + 1, count - below, out, to + below);
    }
  }

  private void copy(int from, int count, PeerReply out, int to) {
    int done = 0;
    while (done < count) {
      int length = Math.min(run(from + done), count - done);
      seek(from + done);
      copyHere(length, out, to + done);
      done += length;
    }
  }

  private void move(int from, int to) {
    if (from == to) {
      return;
    }
    seek(from);
    RankIndex index = index();
    if (index != null) {
      index.move(hashHere(), from, to);
    }
    long[] source = words;
    int sourceAt = at;
    seek(to);
    for (int i = 0; i < stride; i++) {
      words[at + i] = source[sourceAt + i];
    }
    mark(to);
  }

  private void swap(int rank0, int rank1) {
    if (rank0 == rank1) {
      return;
    }
    seek(rank0);
    long hash0 = hashHere();
    long[] words0 = words;
    int at0 = at;
    seek(rank1);
    RankIndex index = index();
    if (index != null) {
      index.swap(hash0, rank0, hashHere(), rank1);
    }
    for (int i = 0; i < stride; i++) {
      long word = words[at + i];
      words[at + i] = words0[at0 + i];
      words0[at0 + i] = word;
    }
    mark(rank1);
    words = words0;
    at = at0;
    mark(rank0);
  }

  private void setMetaHere(int meta) {
    int i = at + stride - 1;
    words[i] = (words[i] & ~META_MASK) | meta;
  }

  private void save() {
    writeCounts(((long) size << (2 * COUNT_BITS)) | ((long) leechers << COUNT_BITS) | partialSeeds);
  }

  private static int partial(int meta) {
    return (meta & PARTIAL) >> 1;
  }
}

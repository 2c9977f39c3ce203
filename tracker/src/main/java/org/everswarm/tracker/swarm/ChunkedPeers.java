package org.everswarm.tracker.swarm;

import org.jspecify.annotations.Nullable;

/**
 * A movable view of one list of peers: where each lies, by its rank.
 *
 * <p>Not thread-safe: confined to a thread, and to the lock of the stripe whose list it is on. A
 * list has a line of its own, whose words 3 and 5 to 7 are this view's:
 *
 * <ul>
 *   <li>word 3: bit 63, whether the peers are in other lines; then counts, see {@link PeerList};
 *   <li>else words 5 to 7 are the peers themselves;
 *   <li>else they are six halves, the last of which has the kind in its upper two bits. Of kind 0,
 *       1 and 2, the others are up to five chunks, blocks of {@link Lines} of that order, full of
 *       peers. {@link #INDEXED}: the rest of the last half is the number of a {@link LargeList},
 *       which has the chunks, of order 2.
 * </ul>
 *
 * <p>So chunks are the longer the longer the list is, and an IPv4 list of 40 to 560 peers lies in
 * two to five pieces, each read in order. Lists of kind 0 and 1 are searched peer by peer. Chunks
 * of order 2 begin with two lines of marks, a byte of hash for each peer, which are searched eight
 * at a time: kept while the list is of kind 2. On the way down each border lies lower than on the
 * way up, so that a list that breathes does not move at every breath.
 */
abstract class ChunkedPeers {

  static final int COUNTS_AT = 3;

  private static final int INLINE = -1;
  private static final int LAST_ORDER = Lines.ORDERS - 1;
  private static final int INDEXED = Lines.ORDERS;

  private static final int PEERS_AT = 5;
  private static final int LAST_HALF = 5;
  private static final int NUMBER_MASK = (1 << 30) - 1;

  /** Chunks of a list that is searched peer by peer. */
  private static final int DIRECT_CHUNKS = 5;

  /** A list moves to a smaller layout when it fits so many of its chunks. */
  private static final int CHUNKS_ON_THE_WAY_DOWN = 3;

  private static final int MARK_LINES = 2;

  /** Lines of peers in a chunk of the last order. */
  private static final int LAST_CHUNK_LINES = (1 << (Lines.ORDER_BITS * LAST_ORDER)) - MARK_LINES;

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  final int stride;
  private final int lineBits;
  private final int inlinePeers;
  private final int lineMask;
  private final int[] moved = new int[DIRECT_CHUNKS];

  int size;

  /** Where the peer begins that was sought last. */
  long[] words = {};

  int at;

  private @Nullable TableParts table;
  private @Nullable LargeLists larges;
  private long[][] slabs = {};
  private @Nullable LargeList large;
  private long[] home = {};
  private int homeAt;
  private int kind;
  private int chunkLines;

  /**
   * A view of no list.
   *
   * @param stride words a peer
   * @param lineBits logarithm of the peers a line holds
   * @param inlinePeers peers the list's own line holds
   */
  ChunkedPeers(int stride, int lineBits, int inlinePeers) {
    this.stride = stride;
    this.lineBits = lineBits;
    lineMask = (1 << lineBits) - 1;
    this.inlinePeers = inlinePeers;
  }

  /** Whether the peer at {@link #at} is the announcer. */
  abstract boolean isHere(PeerAnnounce who);

  /** The hash of the peer at {@link #at}. */
  abstract long hashHere();

  /** Moves the view to a list; its counts. */
  final long openLine(TableParts table, LargeLists larges, int line) {
    this.table = table;
    this.larges = larges;
    slabs = table.lines().slabs();
    home = Lines.slab(slabs, line);
    homeAt = Lines.at(line);
    long counts = home[homeAt + COUNTS_AT];
    setKind(counts >= 0 ? INLINE : half(LAST_HALF) >>> 30);
    large = kind == INDEXED ? larges.get(number()) : null;
    return counts;
  }

  /**
   * Reads a list's line and, if its peers are elsewhere, from the first chunk of them. Without the
   * lock what is read may be anything, and is any number then.
   */
  static long touch(Lines lines, int line) {
    long[] home = lines.slab(line);
    if (home == null) {
      return 0;
    }
    int homeAt = Lines.at(line);
    // No branch on what is waited for: the processor would guess it, and begin again when wrong.
    int elsewhere = (int) (home[homeAt + COUNTS_AT] >> (Long.SIZE - 1));
    int first = Lines.half(home, homeAt + PEERS_AT, 0);
    return lines.touch((first & elsewhere) | (line & ~elsewhere));
  }

  /** Moves the view to a list that is not there, and so has no peers. */
  final void openNone() {
    size = 0;
    kind = INLINE;
    large = null;
  }

  /** Writes the counts, but for the bit that is this view's. */
  final void writeCounts(long counts) {
    home[homeAt + COUNTS_AT] = kind == INLINE ? counts : counts | Long.MIN_VALUE;
  }

  final TableParts table() {
    if (table == null) {
      throw new IllegalStateException("the view is on no list");
    }
    return table;
  }

  private LargeLists larges() {
    if (larges == null) {
      throw new IllegalStateException("the view is on no list");
    }
    return larges;
  }

  final @Nullable RankIndex index() {
    return large == null ? null : large.index;
  }

  /** A byte of the hash of the peer at {@link #at}; only to tell peers apart, not secret. */
  abstract int markHere();

  /** Sets {@link #words} and {@link #at} to a peer. */
  final void seek(int rank) {
    if (kind == INLINE) {
      words = home;
      at = homeAt + PEERS_AT + rank * stride;
    } else {
      int line = rank >> lineBits;
      int i = chunkOf(line);
      int chunk = chunk(i);
      words = Lines.slab(slabs, chunk);
      at = lineAt(chunk, line - i * chunkLines) + (rank & lineMask) * stride;
    }
  }

  /** Peers from {@code rank} on that lie word by word behind one another, if there are so many. */
  final int run(int rank) {
    if (kind == INLINE) {
      return inlinePeers - rank;
    }
    if (stride > 1) {
      // Lines that hold three words a peer have two to spare at their end.
      return lineMask + 1 - (rank & lineMask);
    }
    int line = rank >> lineBits;
    return (((chunkOf(line) + 1) * chunkLines) << lineBits) - rank;
  }

  /** Whether {@link #findMarked} finds. */
  final boolean isMarked() {
    return kind == LAST_ORDER;
  }

  /** Notes which peer is at a rank; it was written there, and sought. */
  final void mark(int rank) {
    if (kind == LAST_ORDER) {
      int line = rank >> lineBits;
      int i = line / LAST_CHUNK_LINES;
      int inChunk = rank - ((i * LAST_CHUNK_LINES) << lineBits);
      int word = Lines.at(half(i)) + (inChunk >> 3);
      int shift = (inChunk & 7) << 3;
      words[word] = (words[word] & ~(0xFFL << shift)) | ((long) markHere() << shift);
    }
  }

  /** The rank of the announcer, whose mark this is, or a negative number. */
  final int findMarked(int mark, PeerAnnounce who) {
    long pattern = mark * ONES;
    int perChunk = LAST_CHUNK_LINES << lineBits;
    for (int first = 0, i = 0; first < size; first += perChunk, i++) {
      int chunk = half(i);
      long[] marks = Lines.slab(slabs, chunk);
      int marksAt = Lines.at(chunk);
      int count = Math.min(perChunk, size - first);
      for (int eight = 0; eight < count; eight += 8) {
        long differs = marks[marksAt + (eight >> 3)] ^ pattern;
        // The high bit of every byte that is zero, and of few others.
        long hits = (differs - ONES) & ~differs & HIGHS;
        for (; hits != 0; hits &= hits - 1) {
          int rank = first + eight + (Long.numberOfTrailingZeros(hits) >> 3);
          if (rank < size && isAt(rank, who)) {
            return rank;
          }
        }
      }
    }
    return -1;
  }

  /** Makes room for one more peer; false when there is no memory for it. */
  final boolean grow() {
    if (kind == INLINE) {
      return size < inlinePeers || toChunks();
    }
    if (large != null) {
      if (!large.index.reserve(size + 1, this)) {
        return false;
      }
    } else if (size == (DIRECT_CHUNKS * chunkLines) << lineBits) {
      boolean roomy = kind == LAST_ORDER ? toIndexed() : toOrder(kind + 1);
      if (!roomy) {
        return false;
      }
    }
    return !isFull() || addChunk(chunks());
  }

  /** Gives memory back after {@link #size} has become one less. */
  final void shrink() {
    if (kind == INLINE) {
      return;
    }
    if (isFull()) {
      dropChunk(chunks());
    }
    if (large != null) {
      return;
    }
    if (size < inlinePeers) {
      toInline();
    } else if (kind > 0 && size <= (CHUNKS_ON_THE_WAY_DOWN * linesOf(kind - 1)) << lineBits) {
      toOrder(kind - 1);
    }
  }

  /** Gives all lines back but the list's own. */
  final void release() {
    if (kind == INLINE) {
      return;
    }
    for (int i = 0; i < chunks(); i++) {
      table().lines().giveBack(chunk(i), order());
    }
    if (large != null) {
      larges().remove(number());
    }
    openNone();
  }

  private int chunks() {
    return chunksFor(chunkLines);
  }

  private int chunksFor(int lines) {
    int perChunk = lines << lineBits;
    return (size + perChunk - 1) / perChunk;
  }

  /** Whether the last chunk has no room. */
  private boolean isFull() {
    return size % (chunkLines << lineBits) == 0;
  }

  private int chunkOf(int line) {
    return kind >= LAST_ORDER ? line / LAST_CHUNK_LINES : line >> (Lines.ORDER_BITS * kind);
  }

  private int lineAt(int chunk, int line) {
    int from = kind >= LAST_ORDER ? MARK_LINES : 0;
    return Lines.at(chunk) + ((from + line) << Lines.WORD_BITS);
  }

  private boolean isAt(int rank, PeerAnnounce who) {
    seek(rank);
    return isHere(who);
  }

  private void markAll() {
    for (int rank = 0; rank < size; rank++) {
      seek(rank);
      mark(rank);
    }
  }

  /** Lines of peers in a chunk. */
  private static int linesOf(int kind) {
    return kind >= LAST_ORDER ? LAST_CHUNK_LINES : 1 << (Lines.ORDER_BITS * Math.max(0, kind));
  }

  private int order() {
    return Math.min(kind, LAST_ORDER);
  }

  private int chunk(int i) {
    return large == null ? half(i) : large.chunks[i];
  }

  private boolean addChunk(int i) {
    if (large != null && !large.reserve(i + 1)) {
      return false;
    }
    int chunk = table().lines().take(order());
    if (chunk == Lines.NONE) {
      return false;
    }
    if (large == null) {
      setHalf(i, chunk);
    } else {
      large.chunks[i] = chunk;
    }
    return true;
  }

  private void dropChunk(int i) {
    table().lines().giveBack(chunk(i), order());
    if (large != null) {
      if (i <= CHUNKS_ON_THE_WAY_DOWN) {
        toDirect(i, large);
      } else {
        large.trim(i, this);
      }
    }
  }

  private boolean toChunks() {
    int chunk = table().lines().take(0);
    if (chunk == Lines.NONE) {
      return false;
    }
    long[] to = Lines.slab(slabs, chunk);
    System.arraycopy(home, homeAt + PEERS_AT, to, Lines.at(chunk), size * stride);
    setHalf(0, chunk);
    writeKind(0, 0);
    return true;
  }

  private void toInline() {
    if (size > 0) {
      int chunk = half(0);
      long[] from = Lines.slab(slabs, chunk);
      System.arraycopy(from, Lines.at(chunk), home, homeAt + PEERS_AT, size * stride);
      table().lines().giveBack(chunk, kind);
    }
    setKind(INLINE);
  }

  /** Moves all peers to chunks of the next order or the one before; they fit. */
  private boolean toOrder(int order) {
    Lines lines = table().lines();
    int needed = chunksFor(linesOf(order));
    for (int i = 0; i < needed; i++) {
      moved[i] = lines.take(order);
      if (moved[i] == Lines.NONE) {
        while (--i >= 0) {
          lines.giveBack(moved[i], order);
        }
        return false;
      }
    }
    int lineCount = (size + lineMask) >> lineBits;
    int markLines = order == LAST_ORDER ? MARK_LINES : 0;
    for (int line = 0; line < lineCount; line++) {
      seek(line << lineBits);
      int to = moved[line / linesOf(order)];
      int toLine = markLines + line % linesOf(order);
      int toAt = Lines.at(to) + (toLine << Lines.WORD_BITS);
      System.arraycopy(words, at, Lines.slab(slabs, to), toAt, Lines.WORDS);
    }
    for (int i = 0, n = chunks(); i < n; i++) {
      lines.giveBack(half(i), kind);
    }
    for (int i = 0; i < needed; i++) {
      setHalf(i, moved[i]);
    }
    writeKind(order, 0);
    if (order == LAST_ORDER) {
      markAll();
    }
    return true;
  }

  private boolean toIndexed() {
    int[] chunks = new int[2 * DIRECT_CHUNKS];
    for (int i = 0; i < DIRECT_CHUNKS; i++) {
      chunks[i] = half(i);
    }
    LargeList list = LargeList.of(chunks, size + 1, this, table().memory());
    if (list == null) {
      return false;
    }
    large = list;
    writeKind(INDEXED, larges().add(list));
    return true;
  }

  private void toDirect(int chunks, LargeList list) {
    larges().remove(number());
    large = null;
    for (int i = 0; i < chunks; i++) {
      setHalf(i, list.chunks[i]);
    }
    writeKind(LAST_ORDER, 0);
    markAll();
  }

  private void writeKind(int kind, int number) {
    setKind(kind);
    setHalf(LAST_HALF, (kind << 30) | number);
  }

  private void setKind(int kind) {
    this.kind = kind;
    chunkLines = linesOf(kind);
  }

  private int number() {
    return half(LAST_HALF) & NUMBER_MASK;
  }

  private int half(int number) {
    return Lines.half(home, homeAt + PEERS_AT, number);
  }

  private void setHalf(int number, int value) {
    Lines.setHalf(home, homeAt + PEERS_AT, number, value);
  }
}

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
 * <p>So chunks are the longer the longer the list is, and an IPv4 list of 40 to 640 peers lies in
 * two to five pieces, each read in order. A list that is not INDEXED is searched peer by peer. On
 * the way down each border lies lower than on the way up, so that a list that breathes does not
 * move at every breath.
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

  final int stride;
  private final int lineBits;
  private final int inlinePeers;
  private final int[] moved = new int[DIRECT_CHUNKS];

  int size;

  /** Where the peer begins that was sought last. */
  long[] words = {};

  int at;

  private @Nullable Storage storage;
  private @Nullable LargeList large;
  private long[] home = {};
  private int homeAt;
  private int kind;
  private int chunkBits;
  private int chunkMask;

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
    this.inlinePeers = inlinePeers;
  }

  /** Whether the peer at {@link #at} is the announcer. */
  abstract boolean isHere(PeerAnnounce who);

  /** The hash of the peer at {@link #at}. */
  abstract long hashHere();

  /** Moves the view to a list; its counts. */
  final long openLine(Storage storage, int line) {
    this.storage = storage;
    home = storage.lines.slab(line);
    homeAt = Lines.at(line);
    long counts = home[homeAt + COUNTS_AT];
    setKind(counts >= 0 ? INLINE : half(LAST_HALF) >>> 30);
    large = kind == INDEXED ? storage.large(number()) : null;
    return counts;
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

  final Storage storage() {
    if (storage == null) {
      throw new IllegalStateException("the view is on no list");
    }
    return storage;
  }

  final @Nullable RankIndex index() {
    return large == null ? null : large.index;
  }

  /** Sets {@link #words} and {@link #at} to a peer. */
  final void seek(int rank) {
    if (kind == INLINE) {
      words = home;
      at = homeAt + PEERS_AT + rank * stride;
    } else {
      int chunk = chunk(rank >> chunkBits);
      int inChunk = rank & chunkMask;
      words = storage().lines.slab(chunk);
      int line = inChunk >> lineBits << Lines.WORD_BITS;
      at = Lines.at(chunk) + line + (inChunk - (inChunk >> lineBits << lineBits)) * stride;
    }
  }

  /** Peers from {@code rank} on that lie word by word behind one another, if there are so many. */
  final int run(int rank) {
    if (kind == INLINE) {
      return inlinePeers - rank;
    }
    // Lines that hold three words a peer have two to spare at their end.
    int mask = stride == 1 ? chunkMask : (1 << lineBits) - 1;
    return mask + 1 - (rank & mask);
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
    } else if (size == DIRECT_CHUNKS << chunkBits) {
      boolean roomy = kind == LAST_ORDER ? toIndexed() : toOrder(kind + 1);
      if (!roomy) {
        return false;
      }
    }
    return (size & chunkMask) != 0 || addChunk(size >> chunkBits);
  }

  /** Gives memory back after {@link #size} has become one less. */
  final void shrink() {
    if (kind == INLINE) {
      return;
    }
    if ((size & chunkMask) == 0) {
      dropChunk(size >> chunkBits);
    }
    if (large != null) {
      return;
    }
    if (size < inlinePeers) {
      toInline();
    } else if (kind > 0 && size <= CHUNKS_ON_THE_WAY_DOWN << (chunkBits - Lines.ORDER_BITS)) {
      toOrder(kind - 1);
    }
  }

  /** Gives all lines back but the list's own. */
  final void release() {
    if (kind == INLINE) {
      return;
    }
    for (int i = 0; i < chunks(); i++) {
      storage().lines.giveBack(chunk(i), order());
    }
    if (large != null) {
      storage().remove(number());
    }
    openNone();
  }

  private int chunks() {
    return (size + chunkMask) >> chunkBits;
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
    int chunk = storage().lines.take(order());
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
    storage().lines.giveBack(chunk(i), order());
    if (large != null) {
      if (i <= CHUNKS_ON_THE_WAY_DOWN) {
        toDirect(i, large);
      } else {
        large.trim(i, this);
      }
    }
  }

  private boolean toChunks() {
    int chunk = storage().lines.take(0);
    if (chunk == Lines.NONE) {
      return false;
    }
    long[] to = storage().lines.slab(chunk);
    System.arraycopy(home, homeAt + PEERS_AT, to, Lines.at(chunk), size * stride);
    setHalf(0, chunk);
    writeKind(0, 0);
    return true;
  }

  private void toInline() {
    if (size > 0) {
      int chunk = half(0);
      long[] from = storage().lines.slab(chunk);
      System.arraycopy(from, Lines.at(chunk), home, homeAt + PEERS_AT, size * stride);
      storage().lines.giveBack(chunk, kind);
    }
    setKind(INLINE);
  }

  /** Moves all peers to chunks of the next order or the one before; they fit. */
  private boolean toOrder(int order) {
    Lines lines = storage().lines;
    int bits = lineBits + Lines.ORDER_BITS * order;
    int needed = (size + (1 << bits) - 1) >> bits;
    for (int i = 0; i < needed; i++) {
      moved[i] = lines.take(order);
      if (moved[i] == Lines.NONE) {
        while (--i >= 0) {
          lines.giveBack(moved[i], order);
        }
        return false;
      }
    }
    int less = Math.min(bits, chunkBits);
    int words = Lines.WORDS << (less - lineBits);
    for (int rank = 0; rank < size; rank += 1 << less) {
      seek(rank);
      int inChunk = (rank & ((1 << bits) - 1)) >> lineBits << Lines.WORD_BITS;
      int to = moved[rank >> bits];
      System.arraycopy(this.words, at, lines.slab(to), Lines.at(to) + inChunk, words);
    }
    for (int i = 0; i < chunks(); i++) {
      lines.giveBack(half(i), kind);
    }
    for (int i = 0; i < needed; i++) {
      setHalf(i, moved[i]);
    }
    writeKind(order, 0);
    return true;
  }

  private boolean toIndexed() {
    int[] chunks = new int[2 * DIRECT_CHUNKS];
    for (int i = 0; i < DIRECT_CHUNKS; i++) {
      chunks[i] = half(i);
    }
    LargeList list = LargeList.of(chunks, size + 1, this, storage().memory);
    if (list == null) {
      return false;
    }
    large = list;
    writeKind(INDEXED, storage().add(list));
    return true;
  }

  private void toDirect(int chunks, LargeList list) {
    storage().remove(number());
    large = null;
    for (int i = 0; i < chunks; i++) {
      setHalf(i, list.chunks[i]);
    }
    writeKind(LAST_ORDER, 0);
  }

  private void writeKind(int kind, int number) {
    setKind(kind);
    setHalf(LAST_HALF, (kind << 30) | number);
  }

  private void setKind(int kind) {
    this.kind = kind;
    chunkBits = lineBits + Lines.ORDER_BITS * Math.min(Math.max(0, kind), LAST_ORDER);
    chunkMask = (1 << chunkBits) - 1;
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

package org.everswarm.tracker.swarm;

/**
 * Memory for the whole table, in lines of {@value #WORDS} words, a cache line each, and in blocks
 * of 1, 4 and 16 lines (order 0, 1 and 2).
 *
 * <p>A block is named by an int. The collector sees a few large arrays however many peers there
 * are. They are made as blocks are needed and never given back: memory stays at its high-water
 * mark. A block is cut in four for smaller ones, and four that are free make a block again (a buddy
 * allocator): so what is lost are the free parts of blocks of 16 lines that have others in use.
 *
 * <p>Thread-safe: blocks are taken and given back under a lock of this object, inside of which no
 * other is asked for. What is in a block belongs to the stripe that took it, and is guarded by its
 * lock.
 */
final class Lines {

  /** No block. */
  static final int NONE = 0;

  static final int WORD_BITS = 3;
  static final int WORDS = 1 << WORD_BITS;

  /** A block has four of the order before. */
  static final int ORDER_BITS = 2;

  static final int ORDERS = 3;

  private static final int SLAB_BITS = 17;
  private static final int INDEX_MASK = (1 << SLAB_BITS) - 1;

  /** With its header of two words the array has 8 MiB: one region of G1, or a few, and no more. */
  private static final int SLAB_WORDS = (1 << (SLAB_BITS + WORD_BITS)) - 2;

  private static final long SLAB_BYTES = 8L << (SLAB_BITS + WORD_BITS);

  /** Lines in a block of the last order. */
  private static final int LARGEST = 1 << (ORDER_BITS * (ORDERS - 1));

  /** One block less than a power of two: the header takes the place of a line. */
  private static final int SLAB_LINES = (1 << SLAB_BITS) - LARGEST;

  /** Beside the header, so that lines are cache lines where the array begins at one. */
  private static final int FIRST_WORD = 6;

  private static final int MOST_SLABS = 1 << (30 - SLAB_BITS);

  private final Memory memory;
  private final long[][] slabs;
  private final int[] free = new int[ORDERS];

  /** Which lines begin a free block: a bit for each line of each array. */
  private final long[][] freeBits;

  private int made;
  private int fresh = SLAB_LINES;
  private int inUse;

  Lines(Memory memory) {
    this.memory = memory;
    int most = (int) Math.min(MOST_SLABS, memory.most() / SLAB_BYTES + 1);
    slabs = new long[most][];
    freeBits = new long[most][];
  }

  /** The array a block lies in. */
  long[] slab(int block) {
    return slabs[block >>> SLAB_BITS];
  }

  /** All arrays, for {@link #slab(long[][], int)}. */
  long[][] slabs() {
    return slabs;
  }

  /** The array a block lies in, of those of {@link #slabs}. */
  static long[] slab(long[][] slabs, int block) {
    return slabs[block >>> SLAB_BITS];
  }

  /** Where in its array a block begins. */
  static int at(int block) {
    return ((block & INDEX_MASK) << WORD_BITS) + FIRST_WORD;
  }

  /** What the blocks are taken from. */
  Memory memory() {
    return memory;
  }

  /**
   * Any number from a block that was taken once; for threads that may not know of its array yet.
   */
  long touch(int block) {
    int number = block >>> SLAB_BITS;
    long[] slab = number < slabs.length ? slabs[number] : null;
    int at = at(block);
    return slab == null || at >= slab.length ? 0 : slab[at];
  }

  /** A block with anything in it, or {@link #NONE} when there is no memory for more. */
  synchronized int take(int order) {
    int block = pop(order);
    if (block == NONE) {
      block = cutNew(order);
    }
    if (block != NONE) {
      inUse += 1 << (ORDER_BITS * order);
    }
    return block;
  }

  /** Gives back a block. */
  synchronized void giveBack(int block, int order) {
    push(block, order);
    inUse -= 1 << (ORDER_BITS * order);
  }

  /** Lines of the blocks taken and not given back. */
  synchronized int inUse() {
    return inUse;
  }

  /** The half of a word, the upper half of the first being number 0. */
  static int half(long[] words, int at, int number) {
    long word = words[at + (number >> 1)];
    return (int) ((number & 1) == 0 ? word >>> 32 : word);
  }

  /** Sets what {@link #half} reads. */
  static void setHalf(long[] words, int at, int number, int value) {
    int i = at + (number >> 1);
    words[i] =
        (number & 1) == 0
            ? (words[i] & 0xFFFF_FFFFL) | ((long) value << 32)
            : (words[i] & 0xFFFF_FFFF_0000_0000L) | (value & 0xFFFF_FFFFL);
  }

  /** A free block, cut from a larger one if need be. */
  private int pop(int order) {
    int block = free[order];
    if (block != NONE) {
      unlink(block, order);
      return block;
    }
    int larger = order + 1 == ORDERS ? NONE : pop(order + 1);
    return larger == NONE ? NONE : cut(larger, order);
  }

  /** The first of four blocks, the others of which are free then. */
  private int cut(int larger, int order) {
    for (int i = 3; i > 0; i--) {
      link(larger + (i << (ORDER_BITS * order)), order);
    }
    return larger;
  }

  private void push(int block, int order) {
    int quarter = 1 << (ORDER_BITS * order);
    int first = block & -(quarter << ORDER_BITS);
    if (order + 1 == ORDERS || !othersAreFree(block, first, quarter)) {
      link(block, order);
      return;
    }
    for (int other = first; other < first + 4 * quarter; other += quarter) {
      if (other != block) {
        unlink(other, order);
      }
    }
    push(first, order + 1);
  }

  /** Whether three of the four blocks from {@code first} on are free, all but {@code block}. */
  private boolean othersAreFree(int block, int first, int quarter) {
    for (int other = first; other < first + 4 * quarter; other += quarter) {
      if (other != block && !isFree(other, quarter)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a free block of so many lines begins here. */
  private boolean isFree(int block, int lines) {
    int i = block & INDEX_MASK;
    boolean free = (freeBits[block >>> SLAB_BITS][i >> 6] >>> i & 1) != 0;
    return free && slab(block)[at(block) + 2] == lines;
  }

  /**
   * Free blocks of one order are a list: word 0 is the next, word 1 the one before, 2 the length.
   */
  private void link(int block, int order) {
    int next = free[order];
    long[] words = slab(block);
    int at = at(block);
    words[at] = next;
    words[at + 1] = NONE;
    words[at + 2] = 1L << (ORDER_BITS * order);
    if (next != NONE) {
      slab(next)[at(next) + 1] = block;
    }
    free[order] = block;
    flip(block);
  }

  private void unlink(int block, int order) {
    int next = (int) slab(block)[at(block)];
    int before = (int) slab(block)[at(block) + 1];
    if (next != NONE) {
      slab(next)[at(next) + 1] = before;
    }
    if (before == NONE) {
      free[order] = next;
    } else {
      slab(before)[at(before)] = next;
    }
    flip(block);
  }

  private void flip(int block) {
    int i = block & INDEX_MASK;
    freeBits[block >>> SLAB_BITS][i >> 6] ^= 1L << i;
  }

  private int cutNew(int order) {
    if (fresh == SLAB_LINES && !grow()) {
      return NONE;
    }
    int block = ((made - 1) << SLAB_BITS) + fresh;
    fresh += LARGEST;
    for (int smaller = ORDERS - 2; smaller >= order; smaller--) {
      cut(block, smaller);
    }
    return block;
  }

  private boolean grow() {
    if (made == slabs.length || !memory.take(SLAB_BYTES)) {
      return false;
    }
    try {
      freeBits[made] = new long[1 << (SLAB_BITS - 6)];
      slabs[made] = new long[SLAB_WORDS];
    } catch (OutOfMemoryError others) {
      // The table is within its part of the heap, something else is not: newcomers wait.
      memory.giveBack(SLAB_BYTES);
      return false;
    }
    // The first line of all would be called NONE.
    fresh = made == 0 ? LARGEST : 0;
    made++;
    return true;
  }
}

package org.everswarm.tracker.swarm;

/**
 * Memory for the whole table, in lines of {@value #WORDS} words, a cache line each, and in blocks
 * of 1, 4 and 16 lines (order 0, 1 and 2).
 *
 * <p>A block is named by an int. The collector sees a few large arrays however many peers there
 * are. They are made as blocks are needed and never given back: memory stays at its high-water
 * mark. A block that is given back is used again, or cut in four for smaller ones; blocks are never
 * joined. So when the mix of swarms changes there may be as much memory as the most that blocks of
 * each order ever took, added up.
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

  /** One less than a power of two: the header takes the place of a line. */
  private static final int SLAB_LINES = INDEX_MASK;

  /** Beside the header, so that lines are cache lines where the array begins at one. */
  private static final int FIRST_WORD = 6;

  private static final int MOST_SLABS = 1 << (30 - SLAB_BITS);

  private final Memory memory;
  private final long[][] slabs;
  private final int[] free = new int[ORDERS];
  private int made;
  private int fresh = SLAB_LINES;
  private int inUse;

  Lines(Memory memory) {
    this.memory = memory;
    slabs = new long[(int) Math.min(MOST_SLABS, memory.most() / SLAB_BYTES + 1)][];
  }

  /** The array a block lies in. */
  long[] slab(int block) {
    return slabs[block >>> SLAB_BITS];
  }

  /** Where in its array a block begins. */
  static int at(int block) {
    return ((block & INDEX_MASK) << WORD_BITS) + FIRST_WORD;
  }

  /** A block with anything in it, or {@link #NONE} when there is no memory for more. */
  synchronized int take(int order) {
    int block = pop(order);
    if (block == NONE) {
      block = cutNew(1 << (ORDER_BITS * order));
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
      free[order] = (int) slab(block)[at(block)];
      return block;
    }
    if (order + 1 == ORDERS) {
      return NONE;
    }
    int larger = pop(order + 1);
    if (larger != NONE) {
      for (int i = 3; i > 0; i--) {
        push(larger + (i << (ORDER_BITS * order)), order);
      }
    }
    return larger;
  }

  private void push(int block, int order) {
    slab(block)[at(block)] = free[order];
    free[order] = block;
  }

  private int cutNew(int lines) {
    if (fresh + lines > SLAB_LINES) {
      if (made == slabs.length || !memory.take(SLAB_BYTES)) {
        return NONE;
      }
      for (; fresh < SLAB_LINES; fresh++) {
        push(newest() + fresh, 0);
      }
      slabs[made] = new long[SLAB_WORDS];
      made++;
      // The first line of all would be called NONE.
      fresh = made == 1 ? 1 : 0;
    }
    int block = newest() + fresh;
    fresh += lines;
    return block;
  }

  private int newest() {
    return (made - 1) << SLAB_BITS;
  }
}

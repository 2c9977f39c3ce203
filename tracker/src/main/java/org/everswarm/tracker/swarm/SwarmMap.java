package org.everswarm.tracker.swarm;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Lines of swarms by info-hash: open addressing with linear probing, one word a slot.
 *
 * <p>Not thread-safe: its stripe guards it. A slot has 32 bits of the mixed info-hash and the line,
 * so that probing and rehashing look at nothing but slots, and a find at the one line it wants. The
 * places come from {@link org.everswarm.protocol.HashMixer}, which no outsider can foresee: in an
 * open tracker anyone may choose info-hashes.
 */
class SwarmMap {

  private static final int MIN_CAPACITY = 4;

  final Lines lines;
  private long[] slots = new long[MIN_CAPACITY];
  private int size;

  SwarmMap(Lines lines) {
    this.lines = lines;
  }

  final int size() {
    return size;
  }

  /** The line of the swarm with an info-hash, whose mix is {@code hash}; or {@link Lines#NONE}. */
  final int find(long hash, long hash0, long hash1, int hash2) {
    long[] words = slots;
    int mask = words.length - 1;
    int tag = (int) hash;
    for (int i = tag & mask; ; i = (i + 1) & mask) {
      long slot = words[i];
      if (slot == 0 || ((int) (slot >>> 32) == tag && is((int) slot, hash0, hash1, hash2))) {
        return (int) slot;
      }
    }
  }

  /** See {@link PeerTable#touch}: of a swarm that is where it would be, mostly. */
  final long touch(long hash) {
    long[] words = slots;
    return ChunkedPeers.touch(lines, (int) words[(int) hash & (words.length - 1)]);
  }

  /** Adds a swarm that is not in the map; false when there is no memory for it. */
  final boolean add(long hash, int line) {
    if (3 * (size + 1) > 2 * slots.length) {
      if (!lines.memory().take(8L * slots.length)) {
        return false;
      }
      resize(2 * slots.length);
    }
    place((hash << 32) | line);
    size++;
    return true;
  }

  /** Removes a swarm that is in the map. */
  final void remove(long hash, int line) {
    int mask = slots.length - 1;
    int i = (int) hash & mask;
    while ((int) slots[i] != line) {
      i = (i + 1) & mask;
    }
    removeAt(i);
  }

  /**
   * Removes all whose line {@code spent} accepts; it sees each at least once.
   *
   * <p>Downwards from below an empty slot, round to it again. A removal moves others down, but none
   * past an empty slot: so only those move that were seen already.
   */
  final void removeIf(IntPredicate spent) {
    int mask = slots.length - 1;
    int empty = emptySlot();
    int i = (empty - 1) & mask;
    while (i != empty) {
      long slot = slots[i];
      if (slot != 0 && spent.test((int) slot)) {
        removeAt(i); // Look here again: another may have moved in.
      } else {
        i = (i - 1) & mask;
      }
    }
    if (8 * size < slots.length && slots.length > MIN_CAPACITY) {
      int before = slots.length;
      resize(Math.max(MIN_CAPACITY, Integer.highestOneBit(Math.max(1, size)) * 4));
      lines.memory().giveBack(8L * (before - slots.length));
    }
  }

  /** Shows every line; the map must stay as it is meanwhile. */
  final void forEach(IntConsumer action) {
    for (long slot : slots) {
      if (slot != 0) {
        action.accept((int) slot);
      }
    }
  }

  /** There is one: a third of the slots and more are empty. */
  private int emptySlot() {
    int i = 0;
    while (slots[i] != 0) {
      i++;
    }
    return i;
  }

  private void removeAt(int index) {
    size--;
    int mask = slots.length - 1;
    int hole = index;
    slots[hole] = 0;
    for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
      long slot = slots[i];
      if (slot == 0) {
        return;
      }
      // It may move down to the hole unless its home lies between the two.
      if (((i - home(slot, mask)) & mask) >= ((i - hole) & mask)) {
        slots[hole] = slot;
        slots[i] = 0;
        hole = i;
      }
    }
  }

  private void resize(int capacity) {
    long[] old = slots;
    slots = new long[capacity];
    for (long slot : old) {
      if (slot != 0) {
        place(slot);
      }
    }
  }

  private void place(long slot) {
    int mask = slots.length - 1;
    int i = home(slot, mask);
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    slots[i] = slot;
  }

  private boolean is(int line, long hash0, long hash1, int hash2) {
    long[] words = lines.slab(line);
    int at = Lines.at(line);
    return words[at] == hash0 && words[at + 1] == hash1 && (int) (words[at + 2] >>> 32) == hash2;
  }

  private static int home(long slot, int mask) {
    return (int) (slot >>> 32) & mask;
  }
}

package org.everswarm.tracker.swarm;

import java.util.function.Predicate;
import org.everswarm.protocol.HashMixer;
import org.jspecify.annotations.Nullable;

/**
 * Swarms by info-hash: open addressing with linear probing, no entry objects, no boxing.
 *
 * <p>Not thread-safe: its stripe guards it. The places come from {@link HashMixer}, which no
 * outsider can foresee: in an open tracker anyone may choose info-hashes.
 */
final class SwarmMap {

  private static final int MIN_CAPACITY = 4;

  private final HashMixer mixer;
  private @Nullable Swarm[] slots = new Swarm[MIN_CAPACITY];
  private int size;

  SwarmMap(HashMixer mixer) {
    this.mixer = mixer;
  }

  int size() {
    return size;
  }

  /** The swarm of an info-hash, whose mix is {@code hash}. */
  @Nullable Swarm find(long hash, long hash0, long hash1, int hash2) {
    int mask = slots.length - 1;
    for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
      Swarm swarm = slots[i];
      if (swarm == null || swarm.is(hash0, hash1, hash2)) {
        return swarm;
      }
    }
  }

  /** Adds a swarm that is not in the map. */
  void add(Swarm swarm) {
    if (3 * (size + 1) > 2 * slots.length) {
      resize(2 * slots.length);
    }
    place(swarm);
    size++;
  }

  void remove(Swarm swarm) {
    int mask = slots.length - 1;
    int i = home(swarm);
    while (slots[i] != swarm) {
      i = (i + 1) & mask;
    }
    removeAt(i);
  }

  /**
   * Removes all that {@code spent} accepts; it sees each at least once.
   *
   * <p>Downwards from below an empty slot, round to it again. A removal moves others down, but none
   * past an empty slot: so only those move that were seen already.
   */
  void removeIf(Predicate<Swarm> spent) {
    int mask = slots.length - 1;
    int empty = emptySlot();
    int i = (empty - 1) & mask;
    while (i != empty) {
      Swarm swarm = slots[i];
      if (swarm != null && spent.test(swarm)) {
        removeAt(i); // Look here again: another may have moved in.
      } else {
        i = (i - 1) & mask;
      }
    }
    if (8 * size < slots.length && slots.length > MIN_CAPACITY) {
      resize(Math.max(MIN_CAPACITY, Integer.highestOneBit(Math.max(1, size)) * 4));
    }
  }

  /** There is one: a third of the slots and more are empty. */
  private int emptySlot() {
    int i = 0;
    while (slots[i] != null) {
      i++;
    }
    return i;
  }

  private void removeAt(int index) {
    size--;
    int mask = slots.length - 1;
    int hole = index;
    slots[hole] = null;
    for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
      Swarm swarm = slots[i];
      if (swarm == null) {
        return;
      }
      // It may move down to the hole unless its home lies between the two.
      if (((i - home(swarm)) & mask) >= ((i - hole) & mask)) {
        slots[hole] = swarm;
        slots[i] = null;
        hole = i;
      }
    }
  }

  private void resize(int capacity) {
    @Nullable Swarm[] old = slots;
    slots = new Swarm[capacity];
    for (Swarm swarm : old) {
      if (swarm != null) {
        place(swarm);
      }
    }
  }

  private void place(Swarm swarm) {
    int mask = slots.length - 1;
    int i = home(swarm);
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = swarm;
  }

  private int home(Swarm swarm) {
    return (int) mixer.mix(swarm.hash0, swarm.hash1, swarm.hash2) & (slots.length - 1);
  }
}

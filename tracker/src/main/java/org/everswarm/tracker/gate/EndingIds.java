package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Ids, each with the hour in which it ends, open-addressed: two words for each slot, at least half
 * of them empty.
 *
 * <p>One writer at a time, which its owner sees to; any number of readers, who neither lock nor
 * allocate. What is dropped is dropped by copying the rest, so that readers never see a gap.
 */
final class EndingIds {

  private static final int PART_SHIFT = 56;
  private static final int LEAST_SLOTS = 16;
  private static final long NONE = -1;

  private volatile AtomicLongArray words = new AtomicLongArray(2 * LEAST_SLOTS);

  /** The end of id 0, which the array has no room for. */
  private volatile long endOfZero = NONE;

  private final AtomicInteger size = new AtomicInteger();

  /** Told of an id and its end. */
  @FunctionalInterface
  interface Action {
    void accept(long id, long end);
  }

  boolean contains(long id) {
    if (id == 0) {
      return endOfZero != NONE;
    }
    AtomicLongArray array = words;
    return array.get(2 * slot(array, id)) == id;
  }

  /** The end of an id that is in; negative for any other. */
  long end(long id) {
    if (id == 0) {
      return endOfZero;
    }
    AtomicLongArray array = words;
    int slot = slot(array, id);
    return array.get(2 * slot) == id ? array.get(2 * slot + 1) : NONE;
  }

  /**
   * Puts an id in, or moves its end.
   *
   * @param end not negative
   */
  void put(long id, long end) {
    boolean isNew = !contains(id);
    if (isNew) {
      size.incrementAndGet();
    }
    if (id == 0) {
      endOfZero = end;
      return;
    }
    if (isNew && 2 * size.get() > slots(words)) {
      words = copy(2 * slots(words), 0);
    }
    put(words, id, end);
  }

  /** The end first: whoever sees the id sees it. */
  private static void put(AtomicLongArray array, long id, long end) {
    int slot = slot(array, id);
    array.set(2 * slot + 1, end);
    array.set(2 * slot, id);
  }

  /** Drops all that end before {@code least}, and how many they were. */
  int dropEndingBefore(long least) {
    int[] ending = new int[1];
    forEach((id, end) -> ending[0] += end < least ? 1 : 0);
    if (ending[0] == 0) {
      return 0;
    }
    int slots = slots(words);
    int left = size.get() - ending[0];
    while (slots > LEAST_SLOTS && 4 * left <= slots) {
      slots /= 2;
    }
    words = copy(slots, least);
    if (endOfZero < least) {
      endOfZero = NONE;
    }
    size.set(left);
    return ending[0];
  }

  private AtomicLongArray copy(int slots, long least) {
    AtomicLongArray fresh = new AtomicLongArray(2 * slots);
    forEachIn(
        words,
        (id, end) -> {
          if (end >= least) {
            put(fresh, id, end);
          }
        });
    return fresh;
  }

  int size() {
    return size.get();
  }

  /** Slots there are for them. */
  int slots() {
    return slots(words);
  }

  /** Whatever is in when this begins, and perhaps what comes in meanwhile. */
  void forEach(Action action) {
    tellZero(action);
    forEachIn(words, action);
  }

  /**
   * The same of one part of 256: always the same ids, whatever comes and goes. Looks at no others
   * but those that lie in between.
   */
  void forEach(int part, Action action) {
    if (part == 0) {
      tellZero(action);
    }
    AtomicLongArray array = words;
    int shift = shift(array);
    int first = (int) (((long) part << PART_SHIFT) >>> shift);
    int last = (int) ((((part + 1L) << PART_SHIFT) - 1) >>> shift);
    int mask = slots(array) - 1;
    for (int i = first; i <= last || array.get(2 * (i & mask)) != 0; i++) {
      long id = array.get(2 * (i & mask));
      if (id != 0 && mix(id) >>> PART_SHIFT == part) {
        action.accept(id, array.get(2 * (i & mask) + 1));
      }
    }
  }

  private void tellZero(Action action) {
    long end = endOfZero;
    if (end != NONE) {
      action.accept(0, end);
    }
  }

  private static void forEachIn(AtomicLongArray array, Action action) {
    for (int i = 0; i < array.length(); i += 2) {
      long id = array.get(i);
      if (id != 0) {
        action.accept(id, array.get(i + 1));
      }
    }
  }

  /** Where the id lies, or else the empty slot where it belongs. */
  private static int slot(AtomicLongArray array, long id) {
    int mask = slots(array) - 1;
    int i = (int) (mix(id) >>> shift(array));
    while (array.get(2 * i) != 0 && array.get(2 * i) != id) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private static int slots(AtomicLongArray array) {
    return array.length() / 2;
  }

  /** Ids lie by the upper bits of this. */
  private static long mix(long id) {
    return id * 0x9E3779B97F4A7C15L;
  }

  private static int shift(AtomicLongArray array) {
    return Long.numberOfLeadingZeros(slots(array) - 1L);
  }
}

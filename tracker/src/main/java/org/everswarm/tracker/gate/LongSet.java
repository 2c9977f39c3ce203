package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * A set of longs that only grows, open-addressed.
 *
 * <p>One writer at a time, which its owner sees to; any number of readers, who neither lock nor
 * allocate.
 */
final class LongSet {

  private static final int PART_SHIFT = 56;

  private volatile AtomicLongArray slots = new AtomicLongArray(16);
  private volatile boolean hasZero;
  private final AtomicInteger size = new AtomicInteger();

  boolean contains(long value) {
    if (value == 0) {
      return hasZero;
    }
    AtomicLongArray array = slots;
    return array.get(slot(array, value)) == value;
  }

  void add(long value) {
    if (contains(value)) {
      return;
    }
    int more = size.incrementAndGet();
    if (value == 0) {
      hasZero = true;
      return;
    }
    if (2 * more > slots.length()) {
      AtomicLongArray fresh = new AtomicLongArray(2 * slots.length());
      forEachIn(slots, old -> fresh.set(slot(fresh, old), old));
      slots = fresh;
    }
    slots.set(slot(slots, value), value);
  }

  int size() {
    return size.get();
  }

  /** Whatever is in when this begins, and perhaps what comes in meanwhile. */
  void forEach(LongConsumer action) {
    if (hasZero) {
      action.accept(0);
    }
    forEachIn(slots, action);
  }

  /**
   * The same of one part of 256: always the same longs, whatever comes in. Looks at no others but
   * those that lie in between.
   */
  void forEach(int part, LongConsumer action) {
    if (part == 0 && hasZero) {
      action.accept(0);
    }
    AtomicLongArray array = slots;
    int shift = shift(array);
    int first = (int) (((long) part << PART_SHIFT) >>> shift);
    int last = (int) ((((part + 1L) << PART_SHIFT) - 1) >>> shift);
    int mask = array.length() - 1;
    for (int i = first; i <= last || array.get(i & mask) != 0; i++) {
      long value = array.get(i & mask);
      if (value != 0 && mix(value) >>> PART_SHIFT == part) {
        action.accept(value);
      }
    }
  }

  private static void forEachIn(AtomicLongArray array, LongConsumer action) {
    for (int i = 0; i < array.length(); i++) {
      if (array.get(i) != 0) {
        action.accept(array.get(i));
      }
    }
  }

  /** Where the value lies, or else the empty slot where it belongs. */
  private static int slot(AtomicLongArray array, long value) {
    int mask = array.length() - 1;
    int i = (int) (mix(value) >>> shift(array));
    while (array.get(i) != 0 && array.get(i) != value) {
      i = (i + 1) & mask;
    }
    return i;
  }

  /** Values lie by the upper bits of this. */
  private static long mix(long value) {
    return value * 0x9E3779B97F4A7C15L;
  }

  private static int shift(AtomicLongArray array) {
    return Long.numberOfLeadingZeros(array.length() - 1);
  }
}

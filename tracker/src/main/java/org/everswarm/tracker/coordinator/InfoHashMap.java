package org.everswarm.tracker.coordinator;

import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * A map from info-hashes in packed arrays: open addressing, linear probing, about 40 bytes an entry
 * where a hash map of objects takes three times that. Not thread-safe.
 *
 * <p>Swarm-nodes choose what is put in; the mixer's secret keeps them from choosing hashes that
 * collide.
 */
final class InfoHashMap<V> {

  private static final int CAPACITY_MIN = 16;

  private final HashMixer mixer;
  private long[] word0 = new long[CAPACITY_MIN];
  private long[] word1 = new long[CAPACITY_MIN];
  private int[] word2 = new int[CAPACITY_MIN];
  private @Nullable Object[] values = new @Nullable Object[CAPACITY_MIN];
  private int size;

  InfoHashMap(HashMixer mixer) {
    this.mixer = mixer;
  }

  int size() {
    return size;
  }

  /** Slots to visit with {@link #valueAt}; changes as the map grows. */
  int slots() {
    return values.length;
  }

  @Nullable V get(long h0, long h1, int h2) {
    return valueAt(find(h0, h1, h2));
  }

  /** Sets the value of a hash; the one it had, or null. */
  @Nullable V put(InfoHash hash, V value) {
    int slot = find(hash.word0(), hash.word1(), hash.word2());
    V before = valueAt(slot);
    if (before == null) {
      word0[slot] = hash.word0();
      word1[slot] = hash.word1();
      word2[slot] = hash.word2();
      size++;
    }
    values[slot] = value;
    if (before == null && size > values.length / 8 * 5) {
      grow();
    }
    return before;
  }

  /** Removes a hash; the value it had, or null. */
  @Nullable V remove(InfoHash hash) {
    int slot = find(hash.word0(), hash.word1(), hash.word2());
    V before = valueAt(slot);
    if (before != null) {
      size--;
      closeGap(slot);
    }
    return before;
  }

  /** What a slot holds, or null. */
  @SuppressWarnings("unchecked") // Only put writes values.
  @Nullable V valueAt(int slot) {
    return (V) values[slot];
  }

  /** The hash of a slot that holds a value. */
  InfoHash hashAt(int slot) {
    return new InfoHash(word0[slot], word1[slot], word2[slot]);
  }

  private int find(long h0, long h1, int h2) {
    int mask = values.length - 1;
    int slot = home(h0, h1, h2);
    while (values[slot] != null && (word0[slot] != h0 || word1[slot] != h1 || word2[slot] != h2)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private int home(long h0, long h1, int h2) {
    return (int) mixer.mix(h0, h1, h2) & values.length - 1;
  }

  /** Moves back what probing had pushed past the slot that becomes free (Knuth 6.4, R). */
  private void closeGap(int gap) {
    int mask = values.length - 1;
    int free = gap;
    for (int next = free + 1 & mask; values[next] != null; next = next + 1 & mask) {
      int home = home(word0[next], word1[next], word2[next]);
      boolean reachesFree = (next - home & mask) >= (next - free & mask);
      if (reachesFree) {
        copy(next, free);
        free = next;
      }
    }
    values[free] = null;
  }

  private void copy(int from, int to) {
    word0[to] = word0[from];
    word1[to] = word1[from];
    word2[to] = word2[from];
    values[to] = values[from];
  }

  private void grow() {
    long[] old0 = word0;
    long[] old1 = word1;
    int[] old2 = word2;
    @Nullable Object[] oldValues = values;
    int capacity = oldValues.length * 2;
    word0 = new long[capacity];
    word1 = new long[capacity];
    word2 = new int[capacity];
    values = new @Nullable Object[capacity];
    for (int i = 0; i < oldValues.length; i++) {
      if (oldValues[i] != null) {
        int slot = find(old0[i], old1[i], old2[i]);
        word0[slot] = old0[i];
        word1[slot] = old1[i];
        word2[slot] = old2[i];
        values[slot] = oldValues[i];
      }
    }
  }
}

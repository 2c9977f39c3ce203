package org.everswarm.tracker.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Registrations by info-hash, open-addressed.
 *
 * <p>One writer at a time, which its owner sees to; any number of readers, who neither lock nor
 * allocate. The info-hashes lie in the slots themselves, so that a reader touches no other memory
 * until it has found its own. A slot goes from empty to taken and never back, but with the whole
 * array, so a reader that walks past taken slots misses nothing.
 *
 * <p>Slots follow the upper bits of a keyed hash, so all whose hash begins with the same byte, a
 * part, lie together, and are found without looking at the others.
 */
final class RegistrationTable {

  private static final int CAPACITY_MIN = 16;
  private static final int PART_SHIFT = 24;

  private final HashMixer mixer;
  private final Map<Gate, Integer> counts = new EnumMap<>(Gate.class);
  private volatile Slots slots = new Slots(CAPACITY_MIN);
  private int size;
  private int taken;

  RegistrationTable(HashMixer mixer) {
    this.mixer = mixer;
  }

  @Nullable Registration find(long hash0, long hash1, int hash2) {
    Slots now = slots;
    int slot = now.find(home(hash0, hash1, hash2), hash0, hash1, hash2);
    return slot < 0 ? null : now.get(slot);
  }

  /** When it was registered; 0 when it is not. For the writer only. */
  long stamp(InfoHash infoHash) {
    int slot = slot(infoHash);
    return slot >= 0 && slots.get(slot) != null ? slots.stamps[slot] : 0;
  }

  void put(Registration registration, long stampMillis) {
    InfoHash hash = registration.infoHash();
    int slot = slot(hash);
    if (slot < 0) {
      if (2 * (taken + 1) > slots.capacity()) {
        rebuild();
      }
      slots.place(home(hash), registration, stampMillis);
      taken++;
      size++;
    } else {
      if (!uncount(slot)) {
        size++; // It was there before and is back.
      }
      slots.stamps[slot] = stampMillis;
      slots.set(slot, registration);
    }
    counts.merge(registration.gate(), 1, Integer::sum);
  }

  void remove(InfoHash infoHash) {
    int slot = slot(infoHash);
    if (slot >= 0 && uncount(slot)) {
      slots.set(slot, null);
      size--;
    }
  }

  int size() {
    return size;
  }

  int count(Gate gate) {
    return counts.getOrDefault(gate, 0);
  }

  List<Registration> list() {
    List<Registration> all = new ArrayList<>(size);
    forEach((registration, stamp) -> all.add(registration));
    return all;
  }

  /** Every registration and its stamp. For the writer only. */
  void forEach(ObjLongConsumer<Registration> action) {
    Slots now = slots;
    for (int i = 0; i < now.capacity(); i++) {
      Registration registration = now.get(i);
      if (registration != null) {
        action.accept(registration, now.stamps[i]);
      }
    }
  }

  /** The part a torrent belongs to, 0 to 255, for as long as this table lives. */
  int part(InfoHash infoHash) {
    return home(infoHash) >>> PART_SHIFT;
  }

  /** The same as {@link #forEach(ObjLongConsumer)} of one part. */
  void forEach(int part, ObjLongConsumer<Registration> action) {
    Slots now = slots;
    int first = now.slot(part << PART_SHIFT);
    int last = now.slot(((part + 1) << PART_SHIFT) - 1);
    for (int i = first; i <= last || now.isTaken(i); i++) {
      Registration registration = now.get(i & (now.capacity() - 1));
      if (registration != null && part(registration.infoHash()) == part) {
        action.accept(registration, now.stamps[i & (now.capacity() - 1)]);
      }
    }
  }

  private boolean uncount(int slot) {
    Registration registration = slots.get(slot);
    if (registration != null) {
      counts.merge(registration.gate(), -1, Integer::sum);
    }
    return registration != null;
  }

  private int slot(InfoHash hash) {
    return slots.find(home(hash), hash.word0(), hash.word1(), hash.word2());
  }

  /** A new array with room for twice what is in; readers have the old one until it is whole. */
  private void rebuild() {
    Slots fresh = new Slots(Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(1, size)) * 4));
    forEach(
        (registration, stamp) -> fresh.place(home(registration.infoHash()), registration, stamp));
    slots = fresh;
    taken = size;
  }

  private int home(InfoHash hash) {
    return home(hash.word0(), hash.word1(), hash.word2());
  }

  /** Swarm-nodes add to this table too, so its places are secret. */
  private int home(long hash0, long hash1, int hash2) {
    return (int) mixer.mix(hash0, hash1, hash2);
  }

  /** One array of slots. A taken slot without a registration is one that was removed. */
  private static final class Slots {

    private static final VarHandle KEYS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle VALUES =
        MethodHandles.arrayElementVarHandle(Registration[].class);

    /** Two words of the info-hash, and a third that also tells a taken slot from an empty one. */
    private static final int STRIDE = 3;

    private static final long TAKEN = 1L << 32;

    private final long[] keys;
    private final @Nullable Registration[] values;

    /** The writer's; readers do not ask. */
    private final long[] stamps;

    private final int shift;

    Slots(int capacity) {
      shift = Integer.numberOfLeadingZeros(capacity - 1);
      keys = new long[capacity * STRIDE];
      values = new Registration[capacity];
      stamps = new long[capacity];
    }

    int capacity() {
      return values.length;
    }

    /** Where a search for what has this hash begins. */
    int slot(int home) {
      return home >>> shift;
    }

    /** Whether a slot, or the one it is after the last, is taken. For the writer only. */
    boolean isTaken(int slot) {
      return keys[(slot & (values.length - 1)) * STRIDE + 2] != 0;
    }

    int find(int home, long hash0, long hash1, int hash2) {
      int mask = values.length - 1;
      long last = last(hash2);
      for (int i = slot(home); ; i = (i + 1) & mask) {
        int at = i * STRIDE;
        // Read first, because it is written last.
        long found = (long) KEYS.getAcquire(keys, at + 2);
        if (found == 0) {
          return -1;
        }
        if (found == last && keys[at] == hash0 && keys[at + 1] == hash1) {
          return i;
        }
      }
    }

    @Nullable Registration get(int slot) {
      return (Registration) VALUES.getAcquire(values, slot);
    }

    void set(int slot, @Nullable Registration registration) {
      VALUES.setRelease(values, slot, registration);
    }

    /** Takes a slot for one that is not in. */
    void place(int home, Registration registration, long stampMillis) {
      InfoHash hash = registration.infoHash();
      int mask = values.length - 1;
      int i = slot(home);
      while (keys[i * STRIDE + 2] != 0) {
        i = (i + 1) & mask;
      }
      keys[i * STRIDE] = hash.word0();
      keys[i * STRIDE + 1] = hash.word1();
      stamps[i] = stampMillis;
      set(i, registration);
      KEYS.setRelease(keys, i * STRIDE + 2, last(hash.word2()));
    }

    private static long last(int hash2) {
      return TAKEN | Integer.toUnsignedLong(hash2);
    }
  }
}

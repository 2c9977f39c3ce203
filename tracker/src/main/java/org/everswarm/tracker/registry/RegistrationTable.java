package org.everswarm.tracker.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
 * array, so a reader that walks past taken slots misses nothing. What was removed keeps its slot
 * for as long as it is to be known when that was: some 90 bytes.
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

  /** Gets each registration with its stamp, and until when its peers are void. */
  interface Visitor {
    void visit(Registration registration, long stampMillis, long voidMillis);
  }

  /** What was said before about peers of this torrent is void; 0 when nothing is. */
  long voidBefore(long hash0, long hash1, int hash2) {
    Slots now = slots;
    int slot = now.find(home(hash0, hash1, hash2), hash0, hash1, hash2);
    return slot < 0 ? 0 : now.voidBefore(slot);
  }

  long voidBefore(InfoHash infoHash) {
    return voidBefore(infoHash.word0(), infoHash.word1(), infoHash.word2());
  }

  /** When it was registered; 0 when it is not. For the writer only. */
  long stamp(InfoHash infoHash) {
    int slot = slot(infoHash);
    return slot >= 0 && slots.get(slot) != null ? slots.stamps[slot] : 0;
  }

  void put(Registration registration, long stampMillis, long voidMillis) {
    InfoHash hash = registration.infoHash();
    int slot = slot(hash);
    if (slot < 0) {
      place(hash, registration, stampMillis, voidMillis);
      size++;
    } else {
      if (!uncount(slot)) {
        size++; // It was there before and is back.
      }
      slots.stamps[slot] = stampMillis;
      slots.setVoid(slot, voidMillis); // First: nobody may see the new terms with the old peers.
      slots.set(slot, registration);
    }
    counts.merge(registration.gate(), 1, Integer::sum);
  }

  /** Remembers, of what need not be there, until when its peers are void. */
  void remove(InfoHash infoHash, long voidMillis) {
    int slot = slot(infoHash);
    if (slot < 0) {
      place(infoHash, null, 0, voidMillis);
      return;
    }
    slots.setVoid(slot, voidMillis);
    if (uncount(slot)) {
      slots.set(slot, null);
      size--;
    }
  }

  /** Forgets when something was removed. */
  void forget(InfoHash infoHash) {
    int slot = slot(infoHash);
    if (slot >= 0 && slots.get(slot) == null) {
      slots.setVoid(slot, 0);
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
    forEach((registration, stamp, until) -> all.add(registration));
    return all;
  }

  /** Every registration. For the writer only. */
  void forEach(Visitor action) {
    Slots now = slots;
    for (int i = 0; i < now.capacity(); i++) {
      Registration registration = now.get(i);
      if (registration != null) {
        action.visit(registration, now.stamps[i], now.voidBefore(i));
      }
    }
  }

  /** The part a torrent belongs to, 0 to 255, for as long as this table lives. */
  int part(InfoHash infoHash) {
    return home(infoHash) >>> PART_SHIFT;
  }

  /** The same as {@link #forEach(Visitor)} of one part. */
  void forEach(int part, Visitor action) {
    Slots now = slots;
    int first = now.slot(part << PART_SHIFT);
    int last = now.slot(((part + 1) << PART_SHIFT) - 1);
    for (int i = first; i <= last || now.isTaken(i); i++) {
      int slot = i & (now.capacity() - 1);
      Registration registration = now.get(slot);
      if (registration != null && part(registration.infoHash()) == part) {
        action.visit(registration, now.stamps[slot], now.voidBefore(slot));
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

  private void place(
      InfoHash hash, @Nullable Registration registration, long stampMillis, long voidMillis) {
    if (2 * (taken + 1) > slots.capacity()) {
      rebuild();
    }
    slots.place(
        home(hash),
        hash.word0(),
        hash.word1(),
        hash.word2(),
        registration,
        stampMillis,
        voidMillis);
    taken++;
  }

  /** A new array with room for twice what is in; readers have the old one until it is whole. */
  private void rebuild() {
    Slots old = slots;
    int kept = 0;
    for (int i = 0; i < old.capacity(); i++) {
      kept += old.isKept(i) ? 1 : 0;
    }
    Slots fresh = new Slots(Math.max(CAPACITY_MIN, Integer.highestOneBit(Math.max(1, kept)) * 4));
    for (int i = 0; i < old.capacity(); i++) {
      if (old.isKept(i)) {
        old.copy(i, home(old.hash0(i), old.hash1(i), old.hash2(i)), fresh);
      }
    }
    slots = fresh;
    taken = kept;
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

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle VALUES =
        MethodHandles.arrayElementVarHandle(Registration[].class);

    /** Two words of the info-hash, and a third that also tells a taken slot from an empty one. */
    private static final int STRIDE = 3;

    private static final long TAKEN = 1L << 32;

    private final long[] keys;
    private final @Nullable Registration[] values;

    /** The writer's; readers do not ask. */
    private final long[] stamps;

    private final long[] voids;
    private final int shift;

    Slots(int capacity) {
      shift = Integer.numberOfLeadingZeros(capacity - 1);
      keys = new long[capacity * STRIDE];
      values = new Registration[capacity];
      stamps = new long[capacity];
      voids = new long[capacity];
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
        long found = (long) LONGS.getAcquire(keys, at + 2);
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

    long voidBefore(int slot) {
      return (long) LONGS.getAcquire(voids, slot);
    }

    void setVoid(int slot, long millis) {
      LONGS.setRelease(voids, slot, millis);
    }

    /** Whether a new array has use for this slot. */
    boolean isKept(int slot) {
      return values[slot] != null || voids[slot] != 0;
    }

    long hash0(int slot) {
      return keys[slot * STRIDE];
    }

    long hash1(int slot) {
      return keys[slot * STRIDE + 1];
    }

    int hash2(int slot) {
      return (int) keys[slot * STRIDE + 2];
    }

    void copy(int slot, int home, Slots to) {
      to.place(
          home, hash0(slot), hash1(slot), hash2(slot), values[slot], stamps[slot], voids[slot]);
    }

    /** Takes a slot for one that is not in. */
    void place(
        int home,
        long hash0,
        long hash1,
        int hash2,
        @Nullable Registration registration,
        long stampMillis,
        long voidMillis) {
      int mask = values.length - 1;
      int i = slot(home);
      while (keys[i * STRIDE + 2] != 0) {
        i = (i + 1) & mask;
      }
      keys[i * STRIDE] = hash0;
      keys[i * STRIDE + 1] = hash1;
      stamps[i] = stampMillis;
      voids[i] = voidMillis;
      set(i, registration);
      LONGS.setRelease(keys, i * STRIDE + 2, last(hash2));
    }

    private static long last(int hash2) {
      return TAKEN | Integer.toUnsignedLong(hash2);
    }
  }
}

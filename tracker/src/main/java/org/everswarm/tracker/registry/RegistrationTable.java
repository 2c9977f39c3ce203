package org.everswarm.tracker.registry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Registrations by info-hash, open-addressed.
 *
 * <p>One writer at a time, which its owner sees to; any number of readers, who neither lock nor
 * allocate. A slot goes from empty to taken and never back, but with the whole array, so a reader
 * that walks past taken slots misses nothing.
 */
@SuppressWarnings("ReferenceEquality") // The mark of a removed one is that object, not its value.
final class RegistrationTable {

  private static final Registration REMOVED =
      new Registration(new InfoHash(0, 0, 0), Gate.FREE, 0, "");

  private final HashMixer mixer;
  private volatile AtomicReferenceArray<@Nullable Registration> slots =
      new AtomicReferenceArray<>(16);
  private final Map<Gate, Integer> counts = new EnumMap<>(Gate.class);
  private int size;
  private int taken;

  RegistrationTable(HashMixer mixer) {
    this.mixer = mixer;
  }

  @Nullable Registration find(long hash0, long hash1, int hash2) {
    AtomicReferenceArray<@Nullable Registration> array = slots;
    int mask = array.length() - 1;
    for (int i = home(hash0, hash1, hash2) & mask; ; i = (i + 1) & mask) {
      Registration found = array.get(i);
      if (found == null || (found != REMOVED && is(found, hash0, hash1, hash2))) {
        return found;
      }
    }
  }

  void put(Registration registration) {
    int slot = slot(registration.infoHash());
    if (slot < 0) {
      if (2 * (taken + 1) > slots.length()) {
        rebuild();
      }
      place(slots, registration);
      taken++;
      size++;
    } else {
      uncount(slot);
      slots.set(slot, registration);
    }
    counts.merge(registration.gate(), 1, Integer::sum);
  }

  void remove(InfoHash infoHash) {
    int slot = slot(infoHash);
    if (slot >= 0) {
      uncount(slot);
      slots.set(slot, REMOVED);
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
    for (int i = 0; i < slots.length(); i++) {
      Registration registration = slots.get(i);
      if (registration != null && registration != REMOVED) {
        all.add(registration);
      }
    }
    return all;
  }

  private void uncount(int slot) {
    Registration registration = slots.get(slot);
    if (registration != null) {
      counts.merge(registration.gate(), -1, Integer::sum);
    }
  }

  private int slot(InfoHash hash) {
    int mask = slots.length() - 1;
    for (int i = home(hash) & mask; ; i = (i + 1) & mask) {
      Registration found = slots.get(i);
      if (found == null) {
        return -1;
      }
      if (found != REMOVED && found.infoHash().equals(hash)) {
        return i;
      }
    }
  }

  /** A new array with room for twice what is in; readers have the old one until it is whole. */
  private void rebuild() {
    int capacity = Integer.highestOneBit(Math.max(4, size)) * 8;
    AtomicReferenceArray<@Nullable Registration> fresh = new AtomicReferenceArray<>(capacity);
    for (Registration registration : list()) {
      place(fresh, registration);
    }
    slots = fresh;
    taken = size;
  }

  private void place(
      AtomicReferenceArray<@Nullable Registration> array, Registration registration) {
    InfoHash hash = registration.infoHash();
    int mask = array.length() - 1;
    int i = home(hash) & mask;
    while (array.get(i) != null) {
      i = (i + 1) & mask;
    }
    array.set(i, registration);
  }

  private static boolean is(Registration registration, long hash0, long hash1, int hash2) {
    InfoHash hash = registration.infoHash();
    return hash.word0() == hash0 && hash.word1() == hash1 && hash.word2() == hash2;
  }

  private int home(InfoHash hash) {
    return home(hash.word0(), hash.word1(), hash.word2());
  }

  /** Swarm-nodes add to this table too, so its places are secret. */
  private int home(long hash0, long hash1, int hash2) {
    return (int) mixer.mix(hash0, hash1, hash2);
  }
}

package org.everswarm.node.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Admissions by torrent and address, by receipt, and in order of their end. Not thread-safe: its
 * owner locks. Each operation is O(log n) and the few admissions of one address or receipt.
 */
final class AdmissionIndex {

  private record Place(InfoHash infoHash, IpAddress address) {}

  /** By end, then by arrival, which makes the key unique. */
  private record Turn(long untilEpochSecond, long arrival) implements Comparable<Turn> {

    @Override
    public int compareTo(Turn other) {
      int byEnd = Long.compare(untilEpochSecond, other.untilEpochSecond);
      return byEnd != 0 ? byEnd : Long.compare(arrival, other.arrival);
    }
  }

  private record Entry(Turn turn, Admission admission) {}

  private final Map<Place, List<Entry>> byPlace = new HashMap<>();
  private final Map<Long, TreeSet<Turn>> byReceipt = new HashMap<>();
  private final TreeMap<Turn, Admission> byEnd = new TreeMap<>();
  private long arrivals;

  int size() {
    return byEnd.size();
  }

  Collection<Admission> inOrderOfEnd() {
    return byEnd.values();
  }

  /** Adds {@code admission} in place of the one of the same torrent, endpoint and receipt. */
  void add(Admission admission) {
    Entry old = find(admission);
    if (old != null) {
      remove(old.turn());
    }
    Turn turn = new Turn(admission.untilEpochSecond(), arrivals++);
    byEnd.put(turn, admission);
    byReceipt.computeIfAbsent(admission.receiptId(), id -> new TreeSet<>()).add(turn);
    byPlace
        .computeIfAbsent(place(admission), p -> new ArrayList<>(1))
        .add(new Entry(turn, admission));
  }

  @Nullable Admission lastOf(InfoHash infoHash, IpAddress address) {
    Admission last = null;
    for (Entry entry : byPlace.getOrDefault(new Place(infoHash, address), List.of())) {
      last = later(last, entry.admission());
    }
    return last;
  }

  @Nullable Admission lastOf(InfoHash infoHash, Endpoint peer) {
    Admission last = null;
    for (Entry entry : byPlace.getOrDefault(new Place(infoHash, peer.address()), List.of())) {
      if (entry.admission().peer().equals(peer)) {
        last = later(last, entry.admission());
      }
    }
    return last;
  }

  void removeEndedBy(long epochSecond) {
    while (!byEnd.isEmpty() && byEnd.firstKey().untilEpochSecond() <= epochSecond) {
      remove(byEnd.firstKey());
    }
  }

  /** Removes those that end first until no more than {@code kept} are left. */
  void removeFirst(int kept) {
    while (byEnd.size() > kept) {
      remove(byEnd.firstKey());
    }
  }

  /** Removes those of a receipt that end first until no more than {@code kept} are left. */
  void removeFirstOf(long receiptId, int kept) {
    TreeSet<Turn> turns = byReceipt.get(receiptId);
    while (turns != null && turns.size() > kept) {
      remove(turns.first());
    }
  }

  void removeAllOf(long receiptId) {
    TreeSet<Turn> turns = byReceipt.get(receiptId);
    if (turns != null) {
      List.copyOf(turns).forEach(this::remove);
    }
  }

  private @Nullable Entry find(Admission admission) {
    for (Entry entry : byPlace.getOrDefault(place(admission), List.of())) {
      if (entry.admission().heldBy(admission.peer(), admission.receiptId())) {
        return entry;
      }
    }
    return null;
  }

  private void remove(Turn turn) {
    Admission admission = byEnd.remove(turn);
    if (admission == null) {
      return;
    }
    byReceipt.computeIfPresent(
        admission.receiptId(), (id, turns) -> turns.remove(turn) && turns.isEmpty() ? null : turns);
    byPlace.computeIfPresent(
        place(admission),
        (place, entries) ->
            entries.removeIf(entry -> entry.turn().equals(turn)) && entries.isEmpty()
                ? null
                : entries);
  }

  private static Place place(Admission admission) {
    return new Place(admission.infoHash(), admission.peer().address());
  }

  private static Admission later(@Nullable Admission one, Admission other) {
    return one == null || other.untilEpochSecond() > one.untilEpochSecond() ? other : one;
  }
}

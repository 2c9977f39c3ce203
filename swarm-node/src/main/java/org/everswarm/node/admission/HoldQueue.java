package org.everswarm.node.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;

/** Those who wait for an admission, by torrent and address. Not thread-safe: its owner locks. */
final class HoldQueue {

  private record Place(InfoHash infoHash, IpAddress address) {}

  private final Map<Place, List<Consumer<Admission>>> waiting = new HashMap<>();
  private int size;

  int size() {
    return size;
  }

  void add(InfoHash infoHash, IpAddress address, Consumer<Admission> then) {
    waiting.computeIfAbsent(new Place(infoHash, address), p -> new ArrayList<>(1)).add(then);
    size++;
  }

  /** Removes and returns all who wait for this torrent and address. */
  List<Consumer<Admission>> take(InfoHash infoHash, IpAddress address) {
    List<Consumer<Admission>> taken = waiting.remove(new Place(infoHash, address));
    if (taken == null) {
      return List.of();
    }
    size -= taken.size();
    return taken;
  }

  void remove(InfoHash infoHash, IpAddress address, Consumer<Admission> then) {
    Place place = new Place(infoHash, address);
    List<Consumer<Admission>> there = waiting.get(place);
    if (there != null && there.remove(then)) {
      size--;
      if (there.isEmpty()) {
        waiting.remove(place);
      }
    }
  }
}

package org.everswarm.tracker.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * What was removed and when, so that a node that was away does not bring it back.
 *
 * <p>Not thread-safe. Bounded: beyond the limit the earliest eighth is forgotten. What is not later
 * than something forgotten is not taken in again, or nodes that forget at different times would
 * tell each other for ever. About 110 bytes each.
 */
final class Tombstones {

  private final int limit;
  private final Map<InfoHash, Long> stamps = new HashMap<>();
  private long forgottenMillis = Long.MIN_VALUE;

  Tombstones(int limit) {
    this.limit = limit;
  }

  @Nullable RegistryChange find(InfoHash infoHash) {
    Long stamp = stamps.get(infoHash);
    return stamp == null ? null : RegistryChange.removed(infoHash, stamp);
  }

  /** Whether a removal would be remembered. */
  boolean wants(long stampMillis) {
    return stampMillis > forgottenMillis;
  }

  void add(InfoHash infoHash, long stampMillis) {
    stamps.put(infoHash, stampMillis);
    if (stamps.size() > limit) {
      long[] sorted = stamps.values().stream().mapToLong(Long::longValue).sorted().toArray();
      forgetUntil(sorted[limit / 8]);
    }
  }

  void drop(InfoHash infoHash) {
    stamps.remove(infoHash);
  }

  /** Forgets what was removed then or earlier. */
  void forgetUntil(long stampMillis) {
    forgottenMillis = Math.max(forgottenMillis, stampMillis);
    stamps.values().removeIf(stamp -> stamp <= forgottenMillis);
  }

  int size() {
    return stamps.size();
  }

  List<RegistryChange> list() {
    List<RegistryChange> all = new ArrayList<>(stamps.size());
    stamps.forEach((infoHash, stamp) -> all.add(RegistryChange.removed(infoHash, stamp)));
    return all;
  }
}

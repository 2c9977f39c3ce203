package org.everswarm.tracker.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * What was removed and when, so that a node that was away does not bring it back.
 *
 * <p>Not thread-safe. Bounded: beyond the limit the earliest eighth is forgotten. What is not later
 * than something forgotten is not taken in again, or nodes that forget at different times would
 * tell each other for ever. About 110 bytes each. In 256 parts, as {@link RegistrationTable} has
 * them.
 */
final class Tombstones {

  private static final int PARTS = 256;

  private final int limit;
  private final ToIntFunction<InfoHash> part;
  private final Consumer<InfoHash> forgotten;
  private final List<Map<InfoHash, Long>> stamps = new ArrayList<>(PARTS);
  private int size;
  private long forgottenMillis = Long.MIN_VALUE;

  /**
   * @param forgotten told of each that is forgotten beyond the limit
   */
  Tombstones(int limit, ToIntFunction<InfoHash> part, Consumer<InfoHash> forgotten) {
    this.limit = limit;
    this.part = part;
    this.forgotten = forgotten;
    for (int i = 0; i < PARTS; i++) {
      stamps.add(new HashMap<>());
    }
  }

  @Nullable RegistryChange find(InfoHash infoHash) {
    Long stamp = stamps(infoHash).get(infoHash);
    return stamp == null ? null : RegistryChange.removed(infoHash, stamp);
  }

  /** Whether a removal would be remembered. */
  boolean wants(long stampMillis) {
    return stampMillis > forgottenMillis;
  }

  void add(InfoHash infoHash, long stampMillis) {
    if (stamps(infoHash).put(infoHash, stampMillis) == null) {
      size++;
    }
    if (size > limit) {
      long[] sorted =
          stamps.stream()
              .flatMap(some -> some.values().stream())
              .mapToLong(Long::longValue)
              .sorted()
              .toArray();
      forgetUntil(sorted[limit / 8]);
    }
  }

  void drop(InfoHash infoHash) {
    if (stamps(infoHash).remove(infoHash) != null) {
      size--;
    }
  }

  private void forgetUntil(long stampMillis) {
    forgottenMillis = Math.max(forgottenMillis, stampMillis);
    size = 0;
    for (Map<InfoHash, Long> some : stamps) {
      some.entrySet().removeIf(this::isForgotten);
      size += some.size();
    }
  }

  private boolean isForgotten(Map.Entry<InfoHash, Long> removal) {
    boolean early = removal.getValue() <= forgottenMillis;
    if (early) {
      forgotten.accept(removal.getKey());
    }
    return early;
  }

  int size() {
    return size;
  }

  void forEach(Consumer<RegistryChange> action) {
    for (int i = 0; i < PARTS; i++) {
      forEach(i, action);
    }
  }

  void forEach(int ofPart, Consumer<RegistryChange> action) {
    stamps
        .get(ofPart)
        .forEach((infoHash, stamp) -> action.accept(RegistryChange.removed(infoHash, stamp)));
  }

  private Map<InfoHash, Long> stamps(InfoHash infoHash) {
    return stamps.get(part.applyAsInt(infoHash));
  }
}

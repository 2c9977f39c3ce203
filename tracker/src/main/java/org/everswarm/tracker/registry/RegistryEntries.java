package org.everswarm.tracker.registry;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/** The last change of every torrent: what is registered, and what was removed of late. */
final class RegistryEntries {

  private final RegistrationTable table;
  private final Tombstones removed;

  RegistryEntries(RegistrationTable table, Tombstones removed) {
    this.table = table;
    this.removed = removed;
  }

  /** The last change of a torrent; null when none is known. */
  @Nullable RegistryChange find(InfoHash infoHash) {
    Registration registration = table.find(infoHash.word0(), infoHash.word1(), infoHash.word2());
    return registration == null
        ? removed.find(infoHash)
        : RegistryChange.added(registration, table.stamp(infoHash));
  }

  /** Whether a change that was made elsewhere is to be made here. */
  boolean wants(RegistryChange change) {
    RegistryChange present = find(change.infoHash());
    if (present != null) {
      return change.beats(present);
    }
    return change.registration() != null || removed.wants(change.stampMillis());
  }

  /** Makes a change, whatever was before. */
  void apply(RegistryChange change) {
    Registration registration = change.registration();
    if (registration == null) {
      table.remove(change.infoHash());
      removed.add(change.infoHash(), change.stampMillis());
    } else {
      removed.drop(change.infoHash());
      table.put(registration, change.stampMillis());
    }
  }

  /** Forgets what was removed then or earlier. */
  void forgetRemovedUntil(long stampMillis) {
    removed.forgetUntil(stampMillis);
  }

  int size() {
    return table.size() + removed.size();
  }

  List<RegistryChange> list() {
    List<RegistryChange> all = new ArrayList<>(size());
    table.forEach((registration, stamp) -> all.add(RegistryChange.added(registration, stamp)));
    removed.forEach(all::add);
    return all;
  }

  /** Those of one part of the torrents, 0 to 255. */
  List<RegistryChange> list(int part) {
    List<RegistryChange> some = new ArrayList<>();
    table.forEach(
        part, (registration, stamp) -> some.add(RegistryChange.added(registration, stamp)));
    removed.forEach(part, some::add);
    return some;
  }
}

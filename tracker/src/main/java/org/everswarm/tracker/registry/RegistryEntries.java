package org.everswarm.tracker.registry;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/** The last change of every torrent: what is registered, and what was removed. */
final class RegistryEntries {

  private final RegistrationTable table;
  private final Tombstones removed;

  /**
   * @param mostRemoved how many removals are remembered
   */
  RegistryEntries(RegistrationTable table, int mostRemoved) {
    this.table = table;
    this.removed = new Tombstones(mostRemoved, table::part, table::forget);
  }

  /** The last change of a torrent; null when none is known. */
  @Nullable RegistryChange find(InfoHash infoHash) {
    Registration registration = table.find(infoHash.word0(), infoHash.word1(), infoHash.word2());
    return registration == null
        ? removed.find(infoHash)
        : RegistryChange.added(registration, table.stamp(infoHash), table.voidBefore(infoHash));
  }

  /** What is to be made here of a change that was made elsewhere; null when that is nothing. */
  @Nullable RegistryChange join(RegistryChange change) {
    RegistryChange present = find(change.infoHash());
    if (present != null) {
      RegistryChange joined = present.join(change);
      return joined.equals(present) ? null : joined;
    }
    return change.registration() != null || removed.wants(change.stampMillis()) ? change : null;
  }

  /** Makes a change, whatever was before. */
  void apply(RegistryChange change) {
    Registration registration = change.registration();
    if (registration == null) {
      table.remove(change.infoHash(), change.voidMillis());
      removed.add(change.infoHash(), change.stampMillis());
    } else {
      removed.drop(change.infoHash());
      table.put(registration, change.stampMillis(), change.voidMillis());
    }
  }

  int size() {
    return table.size() + removed.size();
  }

  List<RegistryChange> list() {
    List<RegistryChange> all = new ArrayList<>(size());
    table.forEach(
        (registration, stamp, until) -> all.add(RegistryChange.added(registration, stamp, until)));
    removed.forEach(all::add);
    return all;
  }

  /** Those of one part of the torrents, 0 to 255. */
  List<RegistryChange> list(int part) {
    List<RegistryChange> some = new ArrayList<>();
    table.forEach(
        part,
        (registration, stamp, until) -> some.add(RegistryChange.added(registration, stamp, until)));
    removed.forEach(part, some::add);
    return some;
  }
}

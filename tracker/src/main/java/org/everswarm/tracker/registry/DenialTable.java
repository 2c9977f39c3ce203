package org.everswarm.tracker.registry;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Denials by their torrents, open-addressed. Immutable; {@link #find} does not allocate. */
final class DenialTable {

  static final DenialTable EMPTY = new DenialTable(0);

  private final @Nullable Denial[] slots;

  private DenialTable(int count) {
    slots = new Denial[count == 0 ? 0 : 4 * Integer.highestOneBit(count)];
  }

  static DenialTable of(Collection<Denial> denials) {
    DenialTable table = new DenialTable(denials.size());
    denials.forEach(table::add);
    return table;
  }

  @Nullable Denial find(long hash0, long hash1, int hash2) {
    if (slots.length == 0) {
      return null;
    }
    for (int i = home(hash0, hash1); ; i = (i + 1) & (slots.length - 1)) {
      Denial found = slots[i];
      if (found == null
          || (found.infoHash().word0() == hash0
              && found.infoHash().word1() == hash1
              && found.infoHash().word2() == hash2)) {
        return found;
      }
    }
  }

  private void add(Denial denial) {
    int i = home(denial.infoHash().word0(), denial.infoHash().word1());
    while (slots[i] != null) {
      i = (i + 1) & (slots.length - 1);
    }
    slots[i] = denial;
  }

  /** Whoever is denied chose the hash perhaps, but an operator chose to deny it: no secret here. */
  private int home(long hash0, long hash1) {
    long mixed = (hash0 ^ hash1) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32) & (slots.length - 1);
  }
}

package org.everswarm.tracker.coordinator;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.jspecify.annotations.Nullable;

/**
 * The admissions of the last two minutes, wherever they were made: a swarm-node that comes from
 * another tracker node has missed some.
 *
 * <p>At most {@link #CAPACITY}, about 10 MB; the oldest go first. Those without a receipt are not
 * kept: a node serves free torrents to anyone, and anyone could push the others out with them.
 * Thread-safe; the lock is held for a few lines.
 */
final class RecentAdmissions {

  static final int CAPACITY = 65_536;

  static final long KEPT_NANOS = 120_000_000_000L;

  /** An admission, where and when it was made, and the number of the one before of its torrent. */
  private record Entry(Admit admit, boolean here, long nanos, long number, long previous) {}

  private final @Nullable Entry[] ring = new @Nullable Entry[CAPACITY];
  private final InfoHashMap<Entry> newest;
  private long next = 1;

  RecentAdmissions(HashMixer mixer) {
    newest = new InfoHashMap<>(mixer);
  }

  /**
   * Keeps one.
   *
   * @param here whether it was made at this tracker node
   */
  synchronized void add(Admit admit, boolean here, long nowNanos) {
    if (admit.receiptId() == 0) {
      return;
    }
    int slot = (int) (next % CAPACITY);
    drop(ring[slot]);
    Entry before = newest(admit.infoHash());
    Entry entry = new Entry(admit, here, nowNanos, next, before == null ? 0 : before.number());
    ring[slot] = entry;
    newest.put(admit.infoHash(), entry);
    next++;
  }

  private void drop(@Nullable Entry oldest) {
    Entry last = oldest == null ? null : newest(oldest.admit().infoHash());
    if (oldest != null && last != null && last.number() == oldest.number()) {
      newest.remove(oldest.admit().infoHash());
    }
  }

  /** Those of a torrent, the newest first; mostly none. */
  synchronized List<Admit> of(InfoHash hash, long nowNanos) {
    Entry entry = newest(hash);
    if (entry == null) {
      return List.of();
    }
    List<Admit> admits = new ArrayList<>();
    while (entry != null && nowNanos - entry.nanos() <= KEPT_NANOS) {
      admits.add(entry.admit());
      entry = numbered(entry.previous());
    }
    return admits;
  }

  /** Those that were made here between two times, the newest first. */
  synchronized List<Admit> here(long fromNanos, long toNanos) {
    List<Admit> admits = new ArrayList<>();
    Entry entry = numbered(next - 1);
    while (entry != null && entry.nanos() - fromNanos >= 0) {
      if (entry.here() && entry.nanos() - toNanos < 0) {
        admits.add(entry.admit());
      }
      entry = numbered(entry.number() - 1);
    }
    return admits;
  }

  private @Nullable Entry newest(InfoHash hash) {
    return newest.get(hash.word0(), hash.word1(), hash.word2());
  }

  private @Nullable Entry numbered(long number) {
    Entry there = number == 0 ? null : ring[(int) (number % CAPACITY)];
    return there != null && there.number() == number ? there : null;
  }
}

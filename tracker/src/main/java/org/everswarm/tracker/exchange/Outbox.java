package org.everswarm.tracker.exchange;

import java.util.Arrays;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one shard that wait to be sent.
 *
 * <p>Thread-safe: appended to under its own lock, for some nanoseconds; inside of it no other is
 * asked for. What is taken is sorted and encoded outside of it. Allocates only while it grows, to
 * its limit; beyond, changes are dropped, and the next batch says since when.
 */
final class Outbox {

  private static final int LEAST_WORDS = 16 * Entries.WORDS;
  private static final int NOTHING_LOST = Exchange.NOTHING_LOST;

  /** Changes that are sorted together, and so merged when they are of one peer. */
  private static final int MOST_TAKEN_WORDS = 4096 * Entries.WORDS;

  /** How often it is taken from before it may shrink. */
  private static final int TAKES_A_LOOK = 16;

  private final int mostWords;
  private final MemoryBudget budget;
  private final Object taking = new Object();
  private long[] words = {};
  private volatile int length;
  private int lostSinceMinute = NOTHING_LOST;
  private long changed;
  private long dropped;
  private int takes;
  private int peak;

  /** What was taken and found no room in its batch; guarded by {@link #taking}. */
  private volatile @Nullable BatchWriter rest;

  Outbox(int mostBytes, MemoryBudget budget) {
    mostWords = mostBytes / Entries.BYTES * Entries.WORDS;
    this.budget = budget;
  }

  boolean isEmpty() {
    return length == 0 && rest == null;
  }

  synchronized void append(PeerAnnounce in, int flags, long stampMillis) {
    changed++;
    int at = length;
    if (at == words.length && !grow()) {
      dropped++;
      int minute = (int) (stampMillis / ClusterClock.MINUTE_MILLIS);
      if (lostSinceMinute == NOTHING_LOST || minute < lostSinceMinute) {
        lostSinceMinute = minute;
      }
      return;
    }
    long[] to = words;
    to[at] = in.hash0;
    to[at + 1] = in.hash1;
    to[at + 2] = Entries.mixed(in.hash2, in.port, flags);
    to[at + 3] = in.addressHigh;
    to[at + 4] = in.addressLow;
    to[at + 5] = stampMillis;
    length = at + Entries.WORDS;
  }

  /** One batch of what waits, or null when nothing does. */
  byte @Nullable [] take() {
    synchronized (taking) {
      BatchWriter writer = rest;
      if (writer == null) {
        writer = takeAll();
        if (writer == null) {
          return null;
        }
      }
      byte[] batch = writer.next();
      rest = writer.hasMore() ? writer : null;
      return batch;
    }
  }

  synchronized long changed() {
    return changed;
  }

  synchronized long dropped() {
    return dropped;
  }

  private synchronized @Nullable BatchWriter takeAll() {
    int count = Math.min(length, MOST_TAKEN_WORDS);
    if (count == 0) {
      return null;
    }
    BatchWriter writer = new BatchWriter(Arrays.copyOf(words, count), count, lostSinceMinute);
    lostSinceMinute = NOTHING_LOST;
    int left = length - count;
    System.arraycopy(words, count, words, 0, left);
    length = left;
    shrink(count + left);
    return writer;
  }

  private boolean grow() {
    int wanted = Math.min(mostWords, Math.max(LEAST_WORDS, 2 * words.length));
    long more = (long) Long.BYTES * (wanted - words.length);
    if (more == 0 || !budget.take(more)) {
      return false;
    }
    words = Arrays.copyOf(words, wanted);
    return true;
  }

  /** So that shards that were busy once do not keep from others what they need. */
  private void shrink(int used) {
    peak = Math.max(peak, used);
    if (++takes < TAKES_A_LOOK) {
      return;
    }
    int wanted = Math.max(LEAST_WORDS, 2 * peak);
    if (wanted < words.length / 2) {
      budget.giveBack((long) Long.BYTES * (words.length - wanted));
      words = Arrays.copyOf(words, wanted);
    }
    takes = 0;
    peak = 0;
  }
}

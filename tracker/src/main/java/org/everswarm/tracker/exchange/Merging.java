package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import org.everswarm.tracker.swarm.PeerArbiter;
import org.everswarm.tracker.swarm.PeerChange;
import org.everswarm.tracker.swarm.PeerMerge;
import org.everswarm.tracker.swarm.PeerTable;

/**
 * Merges what came from elsewhere into the table: the newest word wins.
 *
 * <p>Confined to one thread. What is known of a peer is the later of what the index has, to the
 * millisecond, and what the table has, to the minute. Within the same minute: a stop wins over what
 * the table has, and what is known to the millisecond over what is not. Both are looked at and
 * changed under the lock of the peer's stripe, so changes of a peer follow one another.
 */
final class Merging implements PeerArbiter {

  /** Changes that are brought near together. */
  static final int WINDOW = 32;

  final PeerChange[] window = new PeerChange[WINDOW];

  /** Changes that were news. */
  int applied;

  /** Changes that were not. */
  int known;

  /** Changes whose clock was too far ahead. */
  int refused;

  /** Kept lest the reading be optimised away. */
  long touched;

  private final PeerTable table;
  private final LatestChanges index;
  private final StopLog stops;
  private final ClusterClock clock;
  private final PeerMerge merge = new PeerMerge();
  private final PeerArbiter settling = this::settle;
  private final PeerArbiter pulling = this::decidePulled;
  private final long[] keys = new long[WINDOW];
  private long key;
  private long settled;
  private int uncounts;

  Merging(PeerTable table, LatestChanges index, StopLog stops, ClusterClock clock) {
    this.table = table;
    this.index = index;
    this.stops = stops;
    this.clock = clock;
    for (int i = 0; i < WINDOW; i++) {
      window[i] = new PeerChange();
    }
  }

  /** Applies the first changes of the window. */
  void apply(int count, int nowMinutes) {
    for (int i = 0; i < count; i++) {
      PeerChange in = window[i];
      keys[i] = index.key(in);
      touched += index.touch(keys[i]) + table.touchForMerge(in);
    }
    for (int i = 0; i < count; i++) {
      if (clock.observe(window[i].stampMillis)) {
        key = keys[i];
        table.merge(window[i], nowMinutes, this, merge);
      } else {
        refused++;
      }
    }
  }

  /** Takes in the peers that another node saved; how many were added. */
  long pull(ByteBuffer records, int nowMinutes) {
    return table.merge(records, nowMinutes, pulling, merge);
  }

  /**
   * Makes the table have a change of this node that may have met another on its way, unless
   * something newer is known by now.
   *
   * @param change as the index noted it
   * @param uncount whether the table counted a download that was counted before
   */
  void settle(PeerChange in, long key, long change, boolean uncount, int nowMinutes) {
    this.key = key;
    settled = change;
    uncounts = uncount ? UNCOUNT : 0;
    table.merge(in, nowMinutes, settling, merge);
  }

  /** Forgets its counts. */
  void clear() {
    applied = 0;
    known = 0;
    refused = 0;
  }

  @Override
  public int decide(PeerChange in, int knownFlags, int knownMinute) {
    boolean stop = (in.flags & PeerChange.STOPPED) != 0;
    boolean snatched = (in.flags & PeerChange.SNATCHED) != 0;
    boolean marked = knownFlags != ABSENT && (knownFlags & PeerChange.SNATCHED) != 0;
    // A mark in the table may be one that this node is about to note as its own.
    boolean noted = stop ? snatched || marked : snatched && !marked;
    long came = LatestChanges.change(in.stampMillis, in.flags & ~PeerChange.SNATCHED);
    long before = index.note(key, came | (noted ? PeerChange.SNATCHED : 0));
    boolean counted = LatestChanges.isCounted(before);
    int verdict = isNews(came, before, knownFlags, knownMinute) ? APPLY : KEEP;
    if (snatched && !counted && !marked) {
      verdict |= COUNT;
    }
    if (snatched || counted) {
      verdict |= MARK;
    }
    logStop(in, came, before, verdict, snatched || counted || marked);
    tally(verdict);
    return verdict;
  }

  private int decidePulled(PeerChange in, int knownFlags, int knownMinute) {
    key = index.key(in);
    if ((in.flags & PeerChange.MINUTE_ONLY) == 0) {
      if (clock.observe(in.stampMillis)) {
        return decide(in, knownFlags, knownMinute);
      }
      refused++;
      return KEEP;
    }
    if (in.stampMillis - ClusterClock.MOST_AHEAD_MILLIS > clock.stamp()) {
      refused++;
      return KEEP;
    }
    return decideByMinute(in, knownFlags, knownMinute);
  }

  private int decideByMinute(PeerChange in, int knownFlags, int knownMinute) {
    boolean snatched = (in.flags & PeerChange.SNATCHED) != 0;
    boolean marked = knownFlags != ABSENT && (knownFlags & PeerChange.SNATCHED) != 0;
    long before = index.get(key);
    int verdict = isNewsByMinute(in, before, knownFlags, knownMinute) ? APPLY : KEEP;
    if (LatestChanges.isCounted(before)) {
      verdict |= MARK;
    } else if (snatched && !marked) {
      verdict |= COUNT;
      index.count(key);
    } else if (snatched) {
      verdict |= MARK;
    }
    logStop(in, LatestChanges.NONE, before, verdict, snatched);
    tally(verdict);
    return verdict;
  }

  private int settle(PeerChange in, int knownFlags, int knownMinute) {
    long latest = index.get(key);
    boolean holds = LatestChanges.order(latest) == LatestChanges.order(settled);
    return uncounts | (LatestChanges.isCounted(latest) ? MARK : 0) | (holds ? APPLY : KEEP);
  }

  private static boolean isNews(long came, long before, int knownFlags, int knownMinute) {
    if (before != LatestChanges.NONE && LatestChanges.order(came) <= LatestChanges.order(before)) {
      return false;
    }
    return knownFlags == ABSENT || LatestChanges.minute(came) >= knownMinute;
  }

  private static boolean isNewsByMinute(
      PeerChange in, long before, int knownFlags, int knownMinute) {
    int minute = (int) (in.stampMillis / ClusterClock.MINUTE_MILLIS);
    boolean absent = knownFlags == ABSENT;
    if (before != LatestChanges.NONE && minute <= LatestChanges.minute(before)) {
      return absent && !LatestChanges.isStop(before);
    }
    // Of two words of the same minute any may win, if it is the same one everywhere.
    return absent
        || minute > knownMinute
        || (minute == knownMinute && state(in.flags) < state(knownFlags));
  }

  private static int state(int flags) {
    return flags & (PeerChange.LEECHER | PeerChange.PARTIAL);
  }

  /** Notes a stop that is news, and once more when the download of who left turns out to count. */
  private void logStop(PeerChange in, long came, long before, int verdict, boolean snatched) {
    int flags = PeerChange.STOPPED | (snatched ? PeerChange.SNATCHED : 0);
    boolean later = LatestChanges.order(came) > LatestChanges.order(before);
    if (later && LatestChanges.isStop(came)) {
      stops.add(in, flags, in.stampMillis, clock.stamp());
    } else if ((verdict & COUNT) != 0 && (verdict & APPLY) == 0 && LatestChanges.isStop(before)) {
      stops.add(in, flags, LatestChanges.stamp(before), clock.stamp());
    }
  }

  private void tally(int verdict) {
    if ((verdict & (APPLY | COUNT)) != 0) {
      applied++;
    } else {
      known++;
    }
  }
}

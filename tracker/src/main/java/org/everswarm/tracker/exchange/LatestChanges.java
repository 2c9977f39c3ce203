package org.everswarm.tracker.exchange;

import java.util.SplittableRandom;
import org.everswarm.protocol.HashMixer;
import org.everswarm.tracker.swarm.PeerChange;

/**
 * The latest change of peers that changed lately, to the millisecond, where tables have minutes.
 *
 * <p>Thread-safe; allocates nothing. Bounded, and so forgetful: sets of four, of which the oldest
 * change makes room. A peer is known by 64 bits of a keyed hash, which no outsider can collide.
 *
 * <p>A change is a word: its stamp, and in the lower byte flags of {@link PeerChange}. There {@link
 * PeerChange#SNATCHED} says that the peer's download is counted here already; it stays whatever
 * changes.
 */
final class LatestChanges {

  /** Of a peer that is not in the index. */
  static final long NONE = 0;

  /** In what {@link #put} returns: the peer was something else before. */
  static final long TURNED = 1L << 62;

  /** In what {@link #put} returns: the download was counted before. */
  static final long COUNTED = 1L << 61;

  /** In what {@link #put} returns: the change is not noted, and this is the one before. */
  static final long UNNOTED = 1L << 60;

  private static final int FLAG_BITS = 8;
  private static final int STATE = PeerChange.LEECHER | PeerChange.PARTIAL | PeerChange.STOPPED;
  private static final int WAYS = 4;
  private static final int SET_WORDS = 2 * WAYS;

  /** After the header of an array, so that a set is a cache line where the array begins at one. */
  private static final int FIRST_WORD = 6;

  private static final int LOCKS = 1024;

  private final long[] words;
  private final int setMask;
  private final Object[] locks = new Object[LOCKS];
  private final HashMixer swarms;
  private final HashMixer peers;

  /**
   * An empty index.
   *
   * @param entries a power of two
   */
  LatestChanges(int entries, SplittableRandom random) {
    words = new long[FIRST_WORD + 2 * entries];
    setMask = entries / WAYS - 1;
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new Object();
    }
    swarms = new HashMixer(random);
    peers = new HashMixer(random);
  }

  /** Names a peer. */
  long key(long hash0, long hash1, int hash2, long addressHigh, long addressLow, int port) {
    long swarm = swarms.mix(hash0, hash1, hash2);
    long key = peers.mix(addressHigh ^ swarm, addressLow + Long.rotateLeft(swarm, 32), port);
    return key == 0 ? 1 : key;
  }

  long key(PeerChange peer) {
    return key(peer.hash0, peer.hash1, peer.hash2, peer.addressHigh, peer.addressLow, peer.port);
  }

  static long change(long stampMillis, int flags) {
    return (stampMillis << FLAG_BITS) | (flags & (STATE | PeerChange.SNATCHED));
  }

  static long stamp(long change) {
    return bare(change) >>> FLAG_BITS;
  }

  /** What {@link #put} returned without what it said of before. */
  static long bare(long change) {
    return change & ~(TURNED | COUNTED | UNNOTED);
  }

  /** Whether a change left a peer as a table has it. */
  static boolean isSame(long change, int flags) {
    return change != NONE && ((change ^ flags) & STATE) == 0;
  }

  static int minute(long change) {
    return (int) (stamp(change) / ClusterClock.MINUTE_MILLIS);
  }

  static boolean isStop(long change) {
    return (change & PeerChange.STOPPED) != 0;
  }

  static boolean isCounted(long change) {
    return (change & PeerChange.SNATCHED) != 0;
  }

  /** Changes in their order: of the same millisecond the stop is last. */
  static long order(long change) {
    return change & ~PeerChange.SNATCHED;
  }

  /** Brings a peer near; any number. */
  long touch(long key) {
    return words[FIRST_WORD + (set(key) * SET_WORDS)];
  }

  /** The latest change of a peer, or {@link #NONE}. */
  long get(long key) {
    int set = set(key);
    synchronized (lock(set)) {
      int at = find(set, key);
      return at < 0 ? NONE : words[at + 1];
    }
  }

  /**
   * Notes a change made here, which is newer than whatever is known: its stamp is moved on if need
   * be, as far as the clock allows. Beyond that it is not noted, but that the download is counted.
   *
   * @return the change as it is noted, with {@link #TURNED} and {@link #COUNTED}; or {@link
   *     #UNNOTED}, with {@link #COUNTED}
   */
  long put(long key, long change, ClusterClock clock) {
    int set = set(key);
    synchronized (lock(set)) {
      int at = find(set, key);
      if (at < 0) {
        place(set, key, change);
        return change;
      }
      long before = words[at + 1];
      long counted = isCounted(before) ? COUNTED : 0;
      long after = change | (before & PeerChange.SNATCHED);
      if (stamp(before) >= stamp(change)) {
        if (!clock.mayMove(stamp(change), stamp(before) + 1)) {
          words[at + 1] = before | (change & PeerChange.SNATCHED);
          return words[at + 1] | UNNOTED | counted;
        }
        after += (stamp(before) + 1 - stamp(change)) << FLAG_BITS;
      }
      words[at + 1] = after;
      long turned = ((before ^ after) & STATE) != 0 ? TURNED : 0;
      return after | turned | counted;
    }
  }

  /**
   * Notes a change from elsewhere if it is newer; in any case that the download is counted, if it
   * says so.
   *
   * @return what was noted before, or {@link #NONE}
   */
  long note(long key, long change) {
    int set = set(key);
    synchronized (lock(set)) {
      int at = find(set, key);
      if (at < 0) {
        place(set, key, change);
        return NONE;
      }
      long before = words[at + 1];
      long latest = order(change) > order(before) ? change : before;
      words[at + 1] = latest | ((before | change) & PeerChange.SNATCHED);
      return before;
    }
  }

  /** Notes that a peer's download is counted, if there is anything noted of the peer. */
  void count(long key) {
    int set = set(key);
    synchronized (lock(set)) {
      int at = find(set, key);
      if (at >= 0) {
        words[at + 1] |= PeerChange.SNATCHED;
      }
    }
  }

  private int set(long key) {
    return (int) (key >>> 32) & setMask;
  }

  private Object lock(int set) {
    return locks[set & (LOCKS - 1)];
  }

  private int find(int set, long key) {
    int first = FIRST_WORD + set * SET_WORDS;
    for (int at = first; at < first + SET_WORDS; at += 2) {
      if (words[at] == key) {
        return at;
      }
    }
    return -1;
  }

  /** Where the oldest is: an empty place is older than all. */
  private void place(int set, long key, long change) {
    int first = FIRST_WORD + set * SET_WORDS;
    int oldest = first;
    for (int at = first + 2; at < first + SET_WORDS; at += 2) {
      if (words[at + 1] < words[oldest + 1]) {
        oldest = at;
      }
    }
    words[oldest] = key;
    words[oldest + 1] = change;
  }
}

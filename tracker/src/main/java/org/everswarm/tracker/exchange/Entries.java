package org.everswarm.tracker.exchange;

import org.everswarm.tracker.swarm.PeerChange;

/** Changes of peers in an array, {@value #WORDS} words each. */
final class Entries {

  static final int WORDS = 6;
  static final int BYTES = WORDS * Long.BYTES;

  /** Of flags, those for the wire. */
  static final int FLAGS =
      PeerChange.LEECHER | PeerChange.PARTIAL | PeerChange.SNATCHED | PeerChange.STOPPED;

  private static final int HASH2_SHIFT = 32;
  private static final int PORT_SHIFT = 16;

  private Entries() {}

  /** The word with the rest of the info-hash, port and flags. */
  static long mixed(int hash2, int port, int flags) {
    return ((long) hash2 << HASH2_SHIFT) | ((long) port << PORT_SHIFT) | (flags & FLAGS);
  }

  static void write(long[] to, int at, PeerChange in, int flags) {
    to[at] = in.hash0;
    to[at + 1] = in.hash1;
    to[at + 2] = mixed(in.hash2, in.port, flags);
    to[at + 3] = in.addressHigh;
    to[at + 4] = in.addressLow;
    to[at + 5] = in.stampMillis;
  }

  static int hash2(long[] from, int at) {
    return (int) (from[at + 2] >>> HASH2_SHIFT);
  }

  static int port(long[] from, int at) {
    return (int) (from[at + 2] >>> PORT_SHIFT) & 0xFFFF;
  }

  static int flags(long[] from, int at) {
    return (int) from[at + 2] & FLAGS;
  }

  /** Of a change in {@link LatestChanges}. */
  static int flags(long change) {
    return (int) change & FLAGS;
  }

  static long stamp(long[] from, int at) {
    return from[at + 5];
  }

  static boolean isIpv4(long[] from, int at) {
    return from[at + 3] == 0 && from[at + 4] >>> 32 == 0xFFFF;
  }

  static boolean sameSwarm(long[] words, int a, int b) {
    return words[a] == words[b]
        && words[a + 1] == words[b + 1]
        && hash2(words, a) == hash2(words, b);
  }

  /** Of the same swarm, whether it is the same peer too. */
  static boolean samePeer(long[] words, int a, int b) {
    return words[a + 4] == words[b + 4]
        && words[a + 3] == words[b + 3]
        && (int) words[a + 2] >>> PORT_SHIFT == (int) words[b + 2] >>> PORT_SHIFT;
  }

  static void or(long[] words, int at, int flags) {
    words[at + 2] |= flags;
  }
}

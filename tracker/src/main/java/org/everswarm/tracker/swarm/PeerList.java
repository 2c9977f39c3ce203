package org.everswarm.tracker.swarm;

import java.util.Arrays;

/**
 * The peers of one swarm and one address family, packed into one array: leechers first, then
 * seeders.
 *
 * <p>Not thread-safe: its stripe guards it.
 *
 * <p>The partition lets a seeder be answered from the leechers alone without looking at anyone
 * else. The last word of every peer ends in its port (16 bits), the minute it was last heard of (14
 * bits, wrapping) and two flags; the words before hold the address.
 */
abstract class PeerList {

  /** The oldest that a peer can be told to be: half the range of its clock. */
  static final int MAX_AGE_MINUTES = (1 << 13) - 1;

  /** Its download was counted. */
  static final int SNATCHED = 1;

  /** A leecher that will fetch no more (BEP 21). */
  static final int PARTIAL = 2;

  private static final int FLAG_BITS = 2;
  private static final int MINUTE_MASK = (1 << 14) - 1;
  private static final int META_MASK = 0xFFFF;

  long[] words;
  private final int stride;
  private int size;
  private int leechers;
  private int partialSeeds;

  PeerList(int stride) {
    this.stride = stride;
    words = new long[stride];
  }

  /** Index of the peer with the announcer's address and port, or -1. */
  abstract int find(PeerAnnounce who);

  /** Writes address, port and {@code meta} of the announcer. */
  abstract void put(int index, PeerAnnounce who, int meta);

  /** Writes {@code count} peers from {@code index} to a reply, as peers {@code at} and on. */
  abstract void copy(int index, int count, PeerReply out, int at);

  static int meta(int nowMinutes, int flags) {
    return ((nowMinutes & MINUTE_MASK) << FLAG_BITS) | flags;
  }

  final int size() {
    return size;
  }

  final int leechers() {
    return leechers;
  }

  final int partialSeeds() {
    return partialSeeds;
  }

  /** Takes the announcer in; it must not be in the list. */
  final void add(PeerAnnounce who, int meta) {
    if ((size + 1) * stride > words.length) {
      words = Arrays.copyOf(words, grown(size) * stride);
    }
    int at = size++;
    if (!who.isSeeder()) {
      move(leechers, at);
      at = leechers++;
    }
    if ((meta & PARTIAL) != 0) {
      partialSeeds++;
    }
    put(at, who, meta);
  }

  /** Takes a peer out; what it was, in the form of {@link #meta}. */
  final int remove(int index) {
    int meta = metaOf(index);
    int hole = index;
    if ((meta & PARTIAL) != 0) {
      partialSeeds--;
    }
    if (hole < leechers) {
      leechers--;
      move(leechers, hole);
      hole = leechers;
    }
    size--;
    move(size, hole);
    return meta;
  }

  /** Takes out all that were silent for more than {@code maxAge}; how many. */
  final int expire(int nowMinutes, int maxAge) {
    int before = size;
    // Downwards, because what fills a hole comes from above it and has been looked at.
    for (int i = size - 1; i >= 0; i--) {
      int age = (nowMinutes - (metaOf(i) >>> FLAG_BITS)) & MINUTE_MASK;
      // More than half the range is a clock that was set back, not an age.
      if (age > maxAge && age <= MAX_AGE_MINUTES) {
        remove(i);
      }
    }
    trim();
    return before - size;
  }

  /** Gives memory back when three quarters of it are idle. */
  final void trim() {
    if (size * stride * 4 < words.length) {
      words = Arrays.copyOf(words, Math.max(1, size) * stride);
    }
  }

  /**
   * Writes {@code count} of the first {@code among} peers to a reply.
   *
   * <p>Two runs, on a ring, from a random place and with a random gap: every peer is as likely as
   * any other to be told, exactly, and the array is read in order.
   */
  final void sample(int among, int count, PeerReply out, Randomness random) {
    if (count == among) {
      copy(0, count, out, 0);
      return;
    }
    int first = count / 2;
    int start = random.below(among);
    copyRing(start, first, among, out, 0);
    int gap = random.below(among - count + 1);
    copyRing((start + first + gap) % among, count - first, among, out, first);
  }

  private void copyRing(int start, int count, int among, PeerReply out, int at) {
    int untilEnd = Math.min(count, among - start);
    copy(start, untilEnd, out, at);
    copy(0, count - untilEnd, out, at + untilEnd);
  }

  private int metaOf(int index) {
    return (int) words[(index + 1) * stride - 1] & META_MASK;
  }

  private void move(int from, int to) {
    for (int i = 0; i < stride; i++) {
      words[to * stride + i] = words[from * stride + i];
    }
  }

  private static int grown(int size) {
    return size < 4 ? size + 1 : size + (size >> 1);
  }
}

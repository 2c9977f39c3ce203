package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.everswarm.tracker.swarm.PeerChange;

/**
 * Writes changes as batches, see {@link BatchFormat}: by swarm, of every peer the latest.
 *
 * <p>Confined to one thread.
 */
final class BatchWriter {

  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
  private static final int INDEX_BITS = 16;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  private final long[] words;

  /** Indexes of the changes that are to be written, by swarm. */
  private final int[] order;

  private final int count;
  private int lostSinceMinute;
  private int next;

  /**
   * Takes up to 65,536 changes.
   *
   * @param words its own from now on
   * @param length how many words of them there are
   */
  BatchWriter(long[] words, int length, int lostSinceMinute) {
    this.words = words;
    this.lostSinceMinute = lostSinceMinute;
    long[] sorted = sorted(length / Entries.WORDS);
    order = new int[sorted.length];
    count = latest(sorted);
  }

  boolean hasMore() {
    return next < count;
  }

  /** The next batch, as full as can be. */
  byte[] next() {
    long base = base();
    ByteBuffer out = ByteBuffer.allocate(bound());
    head(out, base);
    while (next < count
        && out.remaining() >= BatchFormat.SWARM_BYTES + BatchFormat.MOST_CHANGE_BYTES) {
      swarm(out, base);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private void head(ByteBuffer out, long base) {
    out.put((byte) BatchFormat.VERSION);
    if (lostSinceMinute == Exchange.NOTHING_LOST) {
      out.put((byte) 0);
    } else {
      out.put((byte) BatchFormat.LOST).putInt(lostSinceMinute);
      lostSinceMinute = Exchange.NOTHING_LOST;
    }
    out.putLong(base);
  }

  private void swarm(ByteBuffer out, long base) {
    int first = order[next];
    out.putLong(words[first]).putLong(words[first + 1]).putInt(Entries.hash2(words, first));
    int countAt = out.position();
    out.putShort((short) 0);
    int changes = 0;
    while (next < count
        && Entries.sameSwarm(words, first, order[next])
        && out.remaining() >= BatchFormat.MOST_CHANGE_BYTES) {
      change(out, order[next++], base);
      changes++;
    }
    out.putShort(countAt, (short) changes);
  }

  private void change(ByteBuffer out, int at, long base) {
    boolean ipv4 = Entries.isIpv4(words, at);
    out.put((byte) (Entries.flags(words, at) | (ipv4 ? 0 : BatchFormat.IPV6)));
    long later = Entries.stamp(words, at) - base;
    while (later > 0x7F) {
      out.put((byte) (later | 0x80));
      later >>>= 7;
    }
    out.put((byte) later);
    if (ipv4) {
      out.putInt((int) words[at + 4]);
    } else {
      out.putLong(words[at + 3]).putLong(words[at + 4]);
    }
    out.putShort((short) Entries.port(words, at));
  }

  private long base() {
    long base = Long.MAX_VALUE;
    for (int i = next; i < count; i++) {
      base = Math.min(base, Entries.stamp(words, order[i]));
    }
    return base;
  }

  private int bound() {
    long most = (long) BatchFormat.SWARM_BYTES + BatchFormat.MOST_CHANGE_BYTES;
    return (int)
        Math.min(Exchange.MOST_BATCH_BYTES, BatchFormat.MOST_HEAD_BYTES + most * (count - next));
  }

  /** By hashes of swarm and peer, 24 bits of each, and index: so all of a peer are neighbours. */
  private long[] sorted(int entries) {
    long[] keys = new long[entries];
    for (int i = 0; i < entries; i++) {
      int at = i * Entries.WORDS;
      long swarm = ((words[at] ^ words[at + 1]) * MIX + Entries.hash2(words, at)) * MIX;
      long peer = (words[at + 3] * MIX + words[at + 4] * 31 + Entries.port(words, at)) * MIX;
      keys[i] = (swarm & ~0L << 40) | ((peer >>> 40) << INDEX_BITS) | i;
    }
    Arrays.sort(keys);
    return keys;
  }

  /** Keeps of each peer the latest change, and whether any said that its download was counted. */
  private int latest(long[] sorted) {
    int kept = 0;
    for (long key : sorted) {
      int at = ((int) key & INDEX_MASK) * Entries.WORDS;
      int before = kept == 0 ? -1 : order[kept - 1];
      if (before >= 0
          && Entries.sameSwarm(words, before, at)
          && Entries.samePeer(words, before, at)) {
        Entries.or(words, at, Entries.flags(words, before) & PeerChange.SNATCHED);
        Entries.or(words, before, Entries.flags(words, at) & PeerChange.SNATCHED);
        if (isLater(at, before)) {
          order[kept - 1] = at;
        }
      } else {
        order[kept++] = at;
      }
    }
    return kept;
  }

  private boolean isLater(int at, int before) {
    long one = LatestChanges.change(Entries.stamp(words, at), Entries.flags(words, at));
    long other = LatestChanges.change(Entries.stamp(words, before), Entries.flags(words, before));
    return LatestChanges.order(one) >= LatestChanges.order(other);
  }
}

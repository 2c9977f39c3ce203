package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.tracker.swarm.PeerChange;

/**
 * Reads one batch, see {@link BatchFormat}, and believes nothing: what is not exactly a batch is
 * refused.
 *
 * <p>Confined to one thread.
 */
final class BatchReader {

  private static final int HASH_BYTES = 20;
  private static final int KNOWN_FLAGS = Entries.FLAGS | BatchFormat.IPV6;

  private final ByteBuffer in;
  private final int shard;
  private int lostSinceMinute = Exchange.NOTHING_LOST;
  private long base;
  private long hash0;
  private long hash1;
  private int hash2;
  private int changesLeft;

  /** Reads the header of a batch, from position to limit. */
  BatchReader(int shard, ByteBuffer batch) {
    this.shard = shard;
    in = batch.slice();
    require(in.remaining() <= Exchange.MOST_BATCH_BYTES, "a batch is too long");
    need(2);
    require(in.get() == BatchFormat.VERSION, "a batch of another version");
    int flags = in.get();
    require((flags & ~(BatchFormat.LOST | BatchFormat.STATE)) == 0, "a batch has unknown flags");
    boolean state = (flags & BatchFormat.STATE) != 0;
    require(state == (shard == Exchange.STATE_SHARD), "a batch of another shard");
    if ((flags & BatchFormat.LOST) != 0) {
      need(Integer.BYTES);
      lostSinceMinute = in.getInt();
      require(lostSinceMinute >= 0, "something was lost before 1970");
    }
    if (!state) {
      need(Long.BYTES);
      base = in.getLong();
      require(base >= 0 && base >>> BatchFormat.MOST_STAMP_BITS == 0, "a stamp is out of range");
    }
  }

  int lostSinceMinute() {
    return lostSinceMinute;
  }

  /** Reads the next change; false when there is none. */
  boolean next(PeerChange to) {
    if (changesLeft == 0) {
      if (!in.hasRemaining()) {
        return false;
      }
      swarm();
    }
    changesLeft--;
    change(to);
    return true;
  }

  /** Reads all records of state. */
  List<byte[]> records() {
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      need(BatchFormat.LENGTH_BYTES);
      int length = in.getShort() & 0xFFFF;
      require(length > 0 && length <= Exchange.MOST_RECORD_BYTES, "a record is empty or too long");
      need(length);
      byte[] record = new byte[length];
      in.get(record);
      records.add(record);
    }
    return records;
  }

  private void swarm() {
    need(HASH_BYTES + Short.BYTES);
    hash0 = in.getLong();
    hash1 = in.getLong();
    hash2 = in.getInt();
    changesLeft = in.getShort() & 0xFFFF;
    require(changesLeft > 0, "a swarm has no changes");
    require(shard < 0 || shard == Exchange.shardOf(hash0), "a swarm of another shard");
  }

  private void change(PeerChange to) {
    need(1);
    int flags = in.get();
    require((flags & ~KNOWN_FLAGS) == 0, "a change has unknown flags");
    boolean leecher = (flags & PeerChange.LEECHER) != 0;
    boolean partial = (flags & PeerChange.PARTIAL) != 0;
    boolean stopped = (flags & PeerChange.STOPPED) != 0;
    require(!(partial && !leecher) && !(stopped && leecher), "flags contradict each other");
    to.hash0 = hash0;
    to.hash1 = hash1;
    to.hash2 = hash2;
    to.flags = flags & Entries.FLAGS;
    to.stampMillis = base + number();
    require(to.stampMillis >>> BatchFormat.MOST_STAMP_BITS == 0, "a stamp is out of range");
    address(to, (flags & BatchFormat.IPV6) != 0);
    to.port = in.getShort() & 0xFFFF;
    require(to.port != 0, "a port is 0");
  }

  private void address(PeerChange to, boolean ipv6) {
    if (ipv6) {
      need(16 + Short.BYTES);
      to.addressHigh = in.getLong();
      to.addressLow = in.getLong();
      boolean mapped = to.addressHigh == 0 && to.addressLow >>> 32 == 0xFFFF;
      require(!mapped, "an IPv4 address is written as IPv6");
    } else {
      need(Integer.BYTES + Short.BYTES);
      to.addressHigh = 0;
      to.addressLow = 0xFFFF_0000_0000L | (in.getInt() & 0xFFFF_FFFFL);
    }
  }

  private long number() {
    long number = 0;
    for (int shift = 0; shift < BatchFormat.MOST_STAMP_BITS; shift += 7) {
      need(1);
      int next = in.get();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        require(next != 0 || shift == 0, "a number is longer than it need be");
        return number;
      }
    }
    throw new MalformedBatchException("a number is too long");
  }

  private void need(int bytes) {
    require(in.remaining() >= bytes, "a batch is cut short");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new MalformedBatchException(otherwise);
    }
  }
}

package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recent batches of one shard, sealed, for all members to fetch: the one value that the cluster
 * keeps of a shard.
 *
 * <p>Not thread-safe: confined to the thread of its partition. Deterministic: the same calls make
 * the same log on every member, whatever their clocks say.
 *
 * <p>Bounded, whenever a batch is appended: by {@link #MOST_BYTES} and {@link #MOST_AGE_MILLIS},
 * but that batch stays. Who asks from farther back is told that it missed something. Who only asks
 * changes nothing.
 */
public final class ShardLog {

  /** No log has this epoch: who has none yet asks with it. */
  public static final long NO_EPOCH = 0;

  /** Bytes of batches, with {@link #ENTRY_BYTES} for each. */
  public static final int MOST_BYTES = 1 << 21;

  /** How long a batch is kept. */
  public static final long MOST_AGE_MILLIS = 60_000;

  /**
   * How far back who knows no log yet is told. What is older, all nodes have in their tables by
   * then, from which a newcomer pulls it.
   */
  static final long NEWCOMER_MILLIS = 10_000;

  /** A sealed batch has no more bytes. */
  public static final int MOST_SEALED_BYTES = Exchange.MOST_BATCH_BYTES + (1 << 10);

  /** No log ever had so many: whoever counts from here does not come to an end of numbers. */
  private static final long MOST_BATCHES = 1L << 48;

  private static final int FORMAT = 1;
  private static final int HEAD_BYTES = 21;
  private static final int ENTRY_HEAD_BYTES = 28;

  /** What a batch costs besides its bytes. */
  static final int ENTRY_BYTES = 64;

  private static final class Entry {
    final InstanceId sender;
    final long atMillis;
    final byte[] sealed;

    Entry(InstanceId sender, long atMillis, byte[] sealed) {
      this.sender = sender;
      this.atMillis = atMillis;
      this.sealed = sealed;
    }
  }

  private final long epoch;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long version;
  private int bytes;

  private ShardLog(long epoch, long version) {
    this.epoch = epoch;
    this.version = version;
  }

  /** An empty log, whose epoch is drawn from a seed. */
  public static ShardLog create(long seed) {
    return new ShardLog(seed == NO_EPOCH ? ~NO_EPOCH : seed, 0);
  }

  /** Names this log. */
  public long epoch() {
    return epoch;
  }

  /** How many batches were ever appended. */
  public long version() {
    return version;
  }

  /** Bytes of all batches that are kept, with {@link #ENTRY_BYTES} for each. */
  public int bytes() {
    return bytes;
  }

  /**
   * Appends a batch if there is one, and gives those of others that came after what the caller has.
   * Repeated with the same batch it is not appended twice, as long as it is kept.
   *
   * @param callerEpoch the epoch the caller knows, or {@link #NO_EPOCH}
   * @param since the version the caller has
   * @param sealed what the caller has to tell, up to {@link #MOST_SEALED_BYTES}; kept as it is
   * @param nowMillis the caller's time
   */
  public ShardAnswer exchange(
      long callerEpoch, long since, byte @Nullable [] sealed, InstanceId caller, long nowMillis) {
    ShardAnswer answer = since(callerEpoch, since, caller);
    if (sealed != null && !has(caller, sealed)) {
      append(caller, sealed, nowMillis);
      trim(nowMillis);
    }
    return new ShardAnswer(epoch, version, answer.batches(), answer.missed());
  }

  private ShardAnswer since(long callerEpoch, long since, InstanceId caller) {
    long oldest = version - entries.size();
    boolean same = callerEpoch == epoch && since <= version;
    boolean missed = !same || since < oldest;
    long skip = missed ? 0 : since - oldest;
    long after = callerEpoch == NO_EPOCH ? newestMillis() - NEWCOMER_MILLIS : Long.MIN_VALUE;
    List<byte[]> batches = new ArrayList<>();
    for (Entry entry : entries) {
      if (--skip < 0 && entry.atMillis >= after && !entry.sender.equals(caller)) {
        batches.add(entry.sealed);
      }
    }
    return new ShardAnswer(epoch, version, List.copyOf(batches), missed);
  }

  private long newestMillis() {
    Entry newest = entries.peekLast();
    return newest == null ? 0 : newest.atMillis;
  }

  private boolean has(InstanceId sender, byte[] sealed) {
    for (Iterator<Entry> newest = entries.descendingIterator(); newest.hasNext(); ) {
      Entry entry = newest.next();
      if (entry.sender.equals(sender)) {
        // Its exchanges are one after another: only the last can come again.
        return Arrays.equals(entry.sealed, sealed);
      }
    }
    return false;
  }

  private void append(InstanceId sender, byte[] sealed, long nowMillis) {
    if (sealed.length > MOST_SEALED_BYTES) {
      throw new IllegalArgumentException("a sealed batch of " + sealed.length + " bytes");
    }
    long at = Math.max(nowMillis, newestMillis());
    entries.addLast(new Entry(sender, at, sealed));
    bytes += ENTRY_BYTES + sealed.length;
    version++;
  }

  private void trim(long nowMillis) {
    while (entries.size() > 1) {
      Entry oldest = entries.getFirst();
      if (bytes <= MOST_BYTES && nowMillis - oldest.atMillis <= MOST_AGE_MILLIS) {
        return;
      }
      entries.removeFirst();
      bytes -= ENTRY_BYTES + oldest.sealed.length;
    }
  }

  /**
   * The log as bytes, big-endian: version 1, epoch 8, version of the newest batch 8, number of
   * batches 4; of each: sender 16, time 8, length 4, the batch.
   */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + bytes);
    out.put((byte) FORMAT).putLong(epoch).putLong(version).putInt(entries.size());
    for (Entry entry : entries) {
      out.putLong(entry.sender.high()).putLong(entry.sender.low());
      out.putLong(entry.atMillis).putInt(entry.sealed.length).put(entry.sealed);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /**
   * The log of which these are the bytes.
   *
   * @param in from position to limit
   * @throws MalformedBatchException when they are not
   */
  public static ShardLog read(ByteBuffer in) {
    require(in.remaining() >= HEAD_BYTES && in.get() == FORMAT);
    ShardLog log = new ShardLog(in.getLong(), in.getLong());
    int count = in.getInt();
    require(log.epoch != NO_EPOCH && log.version <= MOST_BATCHES);
    require(count >= 0 && count <= log.version);
    for (int i = 0; i < count; i++) {
      require(in.remaining() >= ENTRY_HEAD_BYTES);
      InstanceId sender = new InstanceId(in.getLong(), in.getLong());
      long at = in.getLong();
      int length = in.getInt();
      require(length >= 0 && length <= MOST_SEALED_BYTES && length <= in.remaining());
      byte[] sealed = new byte[length];
      in.get(sealed);
      log.entries.addLast(new Entry(sender, at, sealed));
      log.bytes += ENTRY_BYTES + length;
    }
    require(!in.hasRemaining());
    return log;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new MalformedBatchException("not the log of a shard");
    }
  }
}

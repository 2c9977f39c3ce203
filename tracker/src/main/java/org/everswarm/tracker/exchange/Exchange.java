package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.everswarm.tracker.swarm.MalformedSwarmException;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerChange;
import org.everswarm.tracker.swarm.PeerChanges;
import org.everswarm.tracker.swarm.PeerStamps;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.SwarmBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others, and what it makes of what they tell. Thread-safe.
 *
 * <p>The newest word about a peer wins, by {@link ClusterClock}; of two of the same millisecond,
 * the stop. Whatever is applied may be applied again, in any order. To the millisecond that holds
 * for peers of which this node still knows the latest change; else to the minute, and of the same
 * minute a stop wins. A download counts once for each peer, as long as the peer is remembered.
 *
 * <p>{@link #changed} is the announce path's: it allocates nothing, and takes the lock of a place
 * in the index and that of a shard's outbox, one after the other, for some nanoseconds each. Of
 * changes of one peer within the same millisecond each is told a millisecond later than the one
 * before, but none when it would be more than a second ahead of the time: nobody can drive the
 * clocks of all nodes by being quick.
 */
public final class Exchange implements PeerChanges {

  /**
   * Shards of peers: the first four bytes of an info-hash, unsigned, modulo this. What an exchange
   * costs is for each shard, whatever it carries: with 271 of them two cores were full of exchanges
   * before there was much to exchange.
   */
  public static final int SHARDS = 31;

  /** The shard of {@link SharedState}. */
  public static final int STATE_SHARD = SHARDS;

  /** For {@link #apply}: a batch that came with a pull has changes of all shards. */
  public static final int ANY_SHARD = -1;

  /** From {@link #apply}: the sender has lost nothing. */
  public static final int NOTHING_LOST = -1;

  /** From {@link #stops} and {@link #state}: there is no more. */
  public static final int NO_MORE = -1;

  /** A batch has no more bytes. */
  public static final int MOST_BATCH_BYTES = 1 << 16;

  /** A record of {@link SharedState} has no more bytes. */
  public static final int MOST_RECORD_BYTES = 1 << 14;

  private static final long MINUTE_MILLIS = ClusterClock.MINUTE_MILLIS;
  private static final int SECTION_HEAD = Integer.BYTES;

  private final PeerTable table;
  private final ClusterClock clock;
  private final SharedState state;
  private final LatestChanges index;
  private final StopLog stops;
  private final MemoryBudget budget;
  private final Outbox[] outboxes = new Outbox[SHARDS];
  private final StateOutbox stateOutbox = new StateOutbox();
  private final Mergings mergings;
  private final LongAdder untold = new LongAdder();
  private final LongAdder sentBatches = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder applied = new LongAdder();
  private final LongAdder known = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder pulled = new LongAdder();

  /**
   * An exchange for a table, which is to be told of it: {@link PeerTable#report}.
   *
   * @param seed random, so that nobody can foresee which peers share a place in the index
   */
  public Exchange(
      PeerTable table, ClusterClock clock, ExchangeLimits limits, SharedState state, long seed) {
    this.table = table;
    this.clock = clock;
    this.state = state;
    index = new LatestChanges(limits.indexEntries(), new SplittableRandom(seed));
    stops = new StopLog(limits.stopLogBytes(), limits.stopLogMinutes());
    budget = new MemoryBudget(limits.allOutboxesBytes());
    for (int i = 0; i < SHARDS; i++) {
      outboxes[i] = new Outbox(limits.outboxBytes(), budget);
    }
    mergings = new Mergings(() -> new Merging(table, index, stops, clock));
    state.onChange(record -> stateOutbox.add(record, clock.minutes()));
  }

  /** Another node's clock is so far ahead: see {@link ClusterClock#follow}. */
  public void followClock(long aheadMillis) {
    clock.follow(aheadMillis);
  }

  /** The shard of an info-hash that begins with these eight bytes. */
  public static int shardOf(long hash0) {
    return (int) ((hash0 >>> 32) % SHARDS);
  }

  @Override
  public void changed(PeerAnnounce in, int flags) {
    long key = index.key(in.hash0, in.hash1, in.hash2, in.addressHigh, in.addressLow, in.port);
    long now = clock.stamp();
    long noted = index.put(key, LatestChanges.change(now, flags), clock);
    boolean recounted = (noted & LatestChanges.COUNTED) != 0 && (flags & PeerChange.COUNTED) != 0;
    if ((noted & LatestChanges.UNNOTED) != 0) {
      // The table goes back to what all were told, so they agree. If that is not what the peer is,
      // its next announce is a change again and puts it right, or else its expiry.
      untold.increment();
      settle(in, key, noted, recounted);
      return;
    }
    long stamp = LatestChanges.stamp(noted);
    int is = Entries.flags(noted);
    outboxes[shardOf(in.hash0)].append(in, is, stamp);
    boolean stopped = LatestChanges.isStop(noted);
    if (stopped) {
      stops.add(in, is, stamp, now);
    }
    boolean otherMinute = !stopped && stamp / MINUTE_MILLIS != in.nowMinutes;
    if ((noted & LatestChanges.TURNED) != 0 || recounted || otherMinute) {
      settle(in, key, noted, recounted);
    }
  }

  /** Whether {@link #take} would give something. Costs next to nothing. */
  public boolean hasPending(int shard) {
    return shard == STATE_SHARD ? !stateOutbox.isEmpty() : !outboxes[shard].isEmpty();
  }

  /**
   * Takes what waits to be sent of a shard, as one batch of at most {@link #MOST_BATCH_BYTES}, for
   * {@link #apply} of the others. It is forgotten here: a batch that fails to arrive is to be sent
   * again.
   *
   * @return null when there is nothing; more may be left, see {@link #hasPending}
   */
  public byte @Nullable [] take(int shard) {
    byte[] batch = shard == STATE_SHARD ? stateOutbox.take() : outboxes[shard].take();
    if (batch != null) {
      sentBatches.increment();
      sentBytes.add(batch.length);
    }
    return batch;
  }

  /**
   * Applies a batch of another node. For {@link #STATE_SHARD}, on a worker: it may wait for the
   * disk.
   *
   * @param shard that of the batch, or {@link #ANY_SHARD} for one of {@link #stops}
   * @param batch from position to limit; left as it is
   * @return {@link #NOTHING_LOST}, or the minute since 1970 from which on the sender is to be
   *     pulled from, because it could not send all it had
   * @throws MalformedBatchException when it is not one; nothing of the rest is applied
   */
  public int apply(int shard, ByteBuffer batch) {
    if (shard < ANY_SHARD || shard > STATE_SHARD) {
      throw new IllegalArgumentException("there is no shard " + shard);
    }
    try {
      BatchReader reader = new BatchReader(shard, batch);
      if (shard == STATE_SHARD) {
        List<byte[]> records = reader.records();
        state.apply(records);
        applied.add(records.size());
      } else {
        applyPeers(reader);
      }
      return reader.lostSinceMinute();
    } catch (MalformedBatchException e) {
      malformed.increment();
      throw e;
    }
  }

  /** How many calls of {@link #save} make a whole. */
  public int stripes() {
    return table.stripes();
  }

  /**
   * Appends the peers of one stripe for {@link #merge} elsewhere. Some 50 ns a peer, and a fifth of
   * that under the stripe's lock.
   *
   * @param sinceMinutes minutes since 1970; peers heard of then or later, and their swarms. 0: all
   */
  public void save(int stripe, int sinceMinutes, SwarmBuffer out) {
    int now = clock.minutes();
    int head = out.skip(SECTION_HEAD);
    table.save(stripe, sinceMinutes, now, out);
    int length = out.length() - head - SECTION_HEAD;
    out.putInt(head, length);
    if (length > 0) {
      PeerTable.stamp(out, head + SECTION_HEAD, now, this::millisOf);
    }
  }

  /**
   * Up to a thousand recent stops, to be applied with {@link #ANY_SHARD} before the peers of {@link
   * #save}, so that nobody who has left comes back.
   *
   * @param from 0, or what the call before this returned: a place in the order in which this node
   *     learned of stops, which stays what it is when the oldest are forgotten meanwhile
   * @param sinceMillis those that this node learned of at that stamp or later, and maybe some of
   *     before; 0: all it has
   * @return where to go on, greater than {@code from}, or {@link #NO_MORE}
   */
  public int stops(int from, long sinceMillis, Consumer<byte[]> batches) {
    return stops.read(from, sinceMillis, clock.stamp(), batches);
  }

  /**
   * Some parts of the small state, as batches to be applied with {@link #STATE_SHARD}.
   *
   * @param from 0, or what the call before this returned: the first {@link SharedState#PARTS part}
   * @param enough no further part is begun when these have so many bytes
   * @return where to go on, greater than {@code from}, or {@link #NO_MORE}
   */
  public int state(int from, int enough, Consumer<byte[]> batches) {
    StateWriter writer = new StateWriter(NOTHING_LOST, batches);
    int part = from;
    while (part < SharedState.PARTS && writer.written() < enough) {
      state.forEach(part++, writer::add);
    }
    writer.finish();
    return part < SharedState.PARTS ? part : NO_MORE;
  }

  /**
   * Takes in what {@link #save} of another node wrote, in whole sections: what one call of {@code
   * save} appended is one.
   *
   * @param records from position to limit; left as it is
   * @return how many peers were added
   * @throws MalformedBatchException when it is not that; what came before is taken in
   */
  public long merge(ByteBuffer records) {
    Merging here = mergings.take();
    long added = 0;
    try {
      ByteBuffer in = records.slice();
      while (in.hasRemaining()) {
        ByteBuffer section = section(in);
        added += here.pull(section, clock.minutes());
      }
    } catch (MalformedSwarmException e) {
      malformed.increment();
      throw new MalformedBatchException("a pull: " + e.getMessage());
    } catch (MalformedBatchException e) {
      malformed.increment();
      throw e;
    } finally {
      pulled.add(added);
      finish(here);
    }
    return added;
  }

  /** The exchange in numbers. */
  public ExchangeCounters counters() {
    long changed = 0;
    long dropped = stateOutbox.dropped();
    for (Outbox outbox : outboxes) {
      changed += outbox.changed();
      dropped += outbox.dropped();
    }
    return new ExchangeCounters(
        changed,
        dropped,
        untold.sum(),
        sentBatches.sum(),
        sentBytes.sum(),
        applied.sum(),
        known.sum(),
        refused.sum(),
        malformed.sum(),
        pulled.sum(),
        stops.size(),
        budget.taken());
  }

  private void applyPeers(BatchReader reader) {
    Merging here = mergings.take();
    int now = clock.minutes();
    try {
      int count;
      do {
        count = 0;
        while (count < Merging.WINDOW && reader.next(here.window[count])) {
          count++;
        }
        here.apply(count, now);
      } while (count == Merging.WINDOW);
    } finally {
      finish(here);
    }
  }

  /**
   * Another word about the peer may have come between the table and the index: then the table
   * becomes what the index has.
   */
  private void settle(PeerAnnounce in, long key, long noted, boolean recounted) {
    Merging here = mergings.take();
    PeerChange change = here.window[0];
    change.hash0 = in.hash0;
    change.hash1 = in.hash1;
    change.hash2 = in.hash2;
    change.addressHigh = in.addressHigh;
    change.addressLow = in.addressLow;
    change.port = in.port;
    change.flags = Entries.flags(noted);
    change.stampMillis = LatestChanges.stamp(noted);
    here.settle(change, key, LatestChanges.bare(noted), recounted, clock.minutes());
    mergings.giveBack(here);
  }

  private int millisOf(PeerChange peer) {
    long latest = index.get(index.key(peer));
    long after = LatestChanges.stamp(latest) - peer.stampMillis;
    boolean same = LatestChanges.isSame(latest, peer.flags);
    return same && after >= 0 && after < MINUTE_MILLIS ? (int) after : PeerStamps.UNKNOWN;
  }

  /** Adds up what was done, and gives back what did it. */
  private void finish(Merging here) {
    applied.add(here.applied);
    known.add(here.known);
    refused.add(here.refused);
    here.clear();
    mergings.giveBack(here);
  }

  private static ByteBuffer section(ByteBuffer in) {
    int length = in.remaining() < SECTION_HEAD ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedBatchException("a pull is cut short");
    }
    ByteBuffer section = in.slice();
    section.limit(length);
    in.position(in.position() + length);
    return section;
  }
}

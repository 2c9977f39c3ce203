package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerChanges;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.SwarmBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others, and what it makes of what they tell. Thread-safe.
 *
 * <p>The newest word about a peer wins, by {@link ClusterClock}; of two of the same millisecond,
 * the stop. Whatever is applied may be applied again, in any order.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Exchange implements PeerChanges {

  /** Shards of peers: the first four bytes of an info-hash, unsigned, modulo this. */
  public static final int SHARDS = 271;

  /** The shard of {@link SharedState}. */
  public static final int STATE_SHARD = SHARDS;

  /** For {@link #apply}: a batch that came with a pull has changes of all shards. */
  public static final int ANY_SHARD = -1;

  /** From {@link #apply}: the sender has lost nothing. */
  public static final int NOTHING_LOST = -1;

  /** A batch has no more bytes. */
  public static final int MOST_BATCH_BYTES = 1 << 16;

  /** A record of {@link SharedState} has no more bytes. */
  public static final int MOST_RECORD_BYTES = 1 << 14;

  /**
   * An exchange for a table, which is to be told of it: {@link PeerTable#report}.
   *
   * @param seed random, so that nobody can foresee which peers share a place in the index
   */
  public Exchange(
      PeerTable table, ClusterClock clock, ExchangeLimits limits, SharedState state, long seed) {}

  @Override
  public void changed(PeerAnnounce announce, int flags) {
    throw new UnsupportedOperationException();
  }

  /** Whether {@link #take} would give something. Costs next to nothing. */
  public boolean hasPending(int shard) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes what waits to be sent of a shard, as one batch of at most {@link #MOST_BATCH_BYTES}, for
   * {@link #apply} of the others. It is forgotten here: a batch that fails to arrive is to be sent
   * again.
   *
   * @return null when there is nothing; more may be left, see {@link #hasPending}
   */
  public byte @Nullable [] take(int shard) {
    throw new UnsupportedOperationException();
  }

  /**
   * Applies a batch of another node. For {@link #STATE_SHARD}, on a worker: it may wait for the
   * disk.
   *
   * @param shard that of the batch, or {@link #ANY_SHARD} for one of {@link #stops}
   * @param batch from position to limit
   * @return {@link #NOTHING_LOST}, or the minute since 1970 from which on the sender is to be
   *     pulled from, because it could not send all it had
   * @throws MalformedBatchException when it is not one; nothing of the rest is applied
   */
  public int apply(int shard, ByteBuffer batch) {
    throw new UnsupportedOperationException();
  }

  /** How many calls of {@link #save} make a whole. */
  public int stripes() {
    throw new UnsupportedOperationException();
  }

  /**
   * Appends the peers of one stripe for {@link #merge} elsewhere. Some 50 ns a peer.
   *
   * @param sinceMinutes minutes since 1970; peers heard of then or later, and their swarms. 0: all
   */
  public void save(int stripe, int sinceMinutes, SwarmBuffer out) {
    throw new UnsupportedOperationException();
  }

  /**
   * Recent stops, to be applied with {@link #ANY_SHARD} before the peers of {@link #save}, so that
   * nobody who has left comes back.
   *
   * @param sinceMillis those that this node learned of at that stamp or later; 0: all it has
   */
  public void stops(long sinceMillis, Consumer<byte[]> batches) {
    throw new UnsupportedOperationException();
  }

  /** All small state, as batches to be applied with {@link #STATE_SHARD}. */
  public void state(Consumer<byte[]> batches) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes in what {@link #save} of another node wrote, in whole sections: what one call of {@code
   * save} appended is one.
   *
   * @param records from position to limit
   * @return how many peers were added
   * @throws MalformedBatchException when it is not that; what came before is taken in
   */
  public long merge(ByteBuffer records) {
    throw new UnsupportedOperationException();
  }

  /** The exchange in numbers. */
  public ExchangeCounters counters() {
    throw new UnsupportedOperationException();
  }
}

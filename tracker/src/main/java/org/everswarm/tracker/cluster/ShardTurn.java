package org.everswarm.tracker.cluster;

import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;

/**
 * How far this node is with one shard. Whoever set {@link #busy} may use the rest, one at a time.
 */
final class ShardTurn {

  final int shard;

  /** Whether an exchange is under way. */
  final AtomicBoolean busy = new AtomicBoolean();

  /** The log that is known. */
  long epoch = ShardLog.NO_EPOCH;

  /** The newest batch that was applied, of that log. */
  long version;

  /** What was taken from the outbox and is not known to have arrived. */
  byte @Nullable [] sealed;

  /** Whether there may be such a thing; for other threads to see. */
  volatile boolean unsent;

  /** Whether a batch was as good as full, so that more waits. */
  volatile boolean full;

  /** When an exchange was last begun. */
  volatile long begunNanos;

  /** What was in the cluster until then is here; 0 before the first exchange. */
  volatile long goodMillis;

  /** For which stay in a cluster this was exchanged: see {@link Exchanger#join}. */
  int stay;

  ShardTurn(int shard, long begunNanos) {
    this.shard = shard;
    this.begunNanos = begunNanos;
  }
}

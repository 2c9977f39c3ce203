package org.everswarm.node.store;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets reads begin, in order, while the bytes of those begun and not yet released stay below a
 * limit. Thread-safe, never blocks. The limit is what bounds the memory that slow clients hold.
 */
final class ReadBudget {

  /** A read that waits for its turn. */
  interface Turn {
    int bytes();

    /** Whether nobody wants it any more. */
    boolean abandoned();

    /** Runs on a worker; {@link ReadBudget#release} must follow once, however it ends. */
    void begin();

    /** Tells whoever waits that there are no workers any more. */
    void refuse();
  }

  private final long maxBytes;
  private final int maxWaiting;
  private final Executor workers;
  private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
  private long bytesInFlight;

  ReadBudget(long maxBytes, int maxWaiting, Executor workers) {
    this.maxBytes = maxBytes;
    this.maxWaiting = maxWaiting;
    this.workers = workers;
  }

  /** Queues a read; false when too many wait already. */
  boolean offer(Turn turn) {
    synchronized (this) {
      if (waiting.size() >= maxWaiting) {
        waiting.removeIf(Turn::abandoned);
      }
      if (waiting.size() >= maxWaiting) {
        return false;
      }
      waiting.add(turn);
    }
    startWaiting();
    return true;
  }

  /** Gives back the bytes of a read that began. */
  void release(int bytes) {
    synchronized (this) {
      bytesInFlight -= bytes;
    }
    startWaiting();
  }

  synchronized long bytesInFlight() {
    return bytesInFlight;
  }

  private void startWaiting() {
    for (Turn turn = next(); turn != null; turn = next()) {
      try {
        workers.execute(turn::begin);
      } catch (RejectedExecutionException closed) {
        turn.refuse();
      }
    }
  }

  private synchronized @Nullable Turn next() {
    while (!waiting.isEmpty()) {
      Turn first = waiting.element();
      if (first.abandoned()) {
        waiting.remove();
      } else if (bytesInFlight > 0 && bytesInFlight + first.bytes() > maxBytes) {
        return null;
      } else {
        waiting.remove();
        bytesInFlight += first.bytes();
        return first;
      }
    }
    return null;
  }
}

package org.everswarm.tracker.shop;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Receipts that the gate has frozen, until the shop has closed them and told their buyers: the gate
 * says it once, and the database may be away then. Thread-safe; blocks. Lost with the process, as
 * the gate's own freeze is.
 */
final class Freezes {

  private static final int MOST = 10_000;

  private final LongConsumer close;
  private final Set<Long> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param close closes a receipt by its id; throws what it likes if it cannot now
   */
  Freezes(LongConsumer close) {
    this.close = close;
  }

  /** Closes a receipt, now or, if that fails, later. */
  void freeze(long receiptId) {
    if (waiting.size() < MOST) {
      waiting.add(receiptId);
    }
    settle(receiptId);
  }

  /** Closes those that could not be closed before, up to the first that cannot be now. */
  void again() {
    waiting.forEach(this::settle);
  }

  private void settle(long receiptId) {
    close.accept(receiptId);
    waiting.remove(receiptId);
  }
}

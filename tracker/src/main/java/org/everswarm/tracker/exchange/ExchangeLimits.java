package org.everswarm.tracker.exchange;

/**
 * What an {@link Exchange} may grow to.
 *
 * @param outboxBytes memory for changes of one shard that wait to be sent; beyond, they are dropped
 *     and the others are told to pull
 * @param allOutboxesBytes the same for all shards together
 * @param indexEntries peers whose latest change is known to the millisecond, 16 bytes each, a power
 *     of two
 * @param stopLogBytes memory for recent stops, 48 bytes each
 * @param stopLogMinutes how long stops are kept
 */
public record ExchangeLimits(
    int outboxBytes,
    long allOutboxesBytes,
    int indexEntries,
    long stopLogBytes,
    int stopLogMinutes) {

  /** For a node that is away no longer than this, stops need not be guessed. */
  public static final int STOP_LOG_MINUTES = 60;

  private static final int LEAST_INDEX_BITS = 4;
  private static final int USUAL_INDEX_BITS = 20;
  private static final int MOST_INDEX_BITS = 24;
  private static final int LEAST_OUTBOX_BYTES = 1 << 10;
  private static final int OUTBOX_BYTES = 1 << 21;
  private static final int MOST_OUTBOX_BYTES = 1 << 22;

  public ExchangeLimits {
    if (outboxBytes < LEAST_OUTBOX_BYTES || outboxBytes > MOST_OUTBOX_BYTES) {
      throw new IllegalArgumentException("an outbox has 1 KiB to 4 MiB, not " + outboxBytes);
    }
    if (allOutboxesBytes < 0 || stopLogBytes < 0 || stopLogMinutes < 1) {
      throw new IllegalArgumentException("an exchange cannot do with less than nothing");
    }
    if (Integer.bitCount(indexEntries) != 1
        || indexEntries < 1 << LEAST_INDEX_BITS
        || indexEntries > 1 << MOST_INDEX_BITS) {
      throw new IllegalArgumentException(
          "an index has a power of two of entries, 16 to 16777216, not " + indexEntries);
    }
  }

  /**
   * Limits for a heap: outboxes a sixteenth at most, the index a 64th (16 to 256 MiB), stops a
   * 32nd.
   */
  public static ExchangeLimits forHeap(long heapBytes) {
    int bits = USUAL_INDEX_BITS;
    while (bits < MOST_INDEX_BITS && (16L << (bits + 1)) <= heapBytes >> 6) {
      bits++;
    }
    return new ExchangeLimits(
        OUTBOX_BYTES, heapBytes >> 4, 1 << bits, heapBytes >> 5, STOP_LOG_MINUTES);
  }
}

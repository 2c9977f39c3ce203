package org.everswarm.node.store;

/**
 * What reads may take.
 *
 * @param workers threads that read and hash
 * @param maxBytesInFlight bytes of reads begun and of buffers that nobody released yet
 * @param maxWaiting reads that wait for a turn; more are refused
 */
public record ReaderLimits(int workers, long maxBytesInFlight, int maxWaiting) {

  /** Four threads, 128 MiB, 16 384 waiting reads. */
  public static final ReaderLimits DEFAULT = new ReaderLimits(4, 128L << 20, 16_384);

  public ReaderLimits {
    if (workers < 1 || maxBytesInFlight < PieceReader.MAX_READ_BYTES || maxWaiting < 1) {
      throw new IllegalArgumentException("limits on reads must leave room for one");
    }
  }
}

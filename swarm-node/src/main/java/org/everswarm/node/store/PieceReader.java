package org.everswarm.node.store;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;

/**
 * Reads verified bytes of held torrents on its own worker threads. Thread-safe; never blocks the
 * caller.
 *
 * <p>Every piece is hashed before its first byte leaves, and again when a file it lies in has
 * changed. A delivered buffer is pooled, direct, and the caller's to release exactly once; its
 * bytes count against this reader's budget until then, and reads wait while the budget is spent.
 * The future completes on a worker thread. Cancelling it drops a read that has not begun, and
 * releases what a read under way will bring.
 */
public interface PieceReader {

  /** The longest single read, in bytes. */
  int MAX_READ_BYTES = 1 << 20;

  /**
   * The bytes of the torrent's content from {@code offset}, files laid end to end. Fails with
   * {@link ContentUnavailable} when a piece in the range is missing, cannot be read or is not what
   * the torrent says, and with {@link IllegalArgumentException} for a range outside the content or
   * longer than {@link #MAX_READ_BYTES}.
   */
  CompletableFuture<ByteBuf> read(HeldTorrent torrent, long offset, int length);
}

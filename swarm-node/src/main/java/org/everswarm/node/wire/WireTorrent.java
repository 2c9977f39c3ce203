package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;

/** A torrent that is held, as the wire sees it. Thread-safe. */
interface WireTorrent {

  InfoHash infoHash();

  Gate gate();

  long pieceLength();

  long totalLength();

  /** The pieces that can be served, as a BEP 3 bitfield. */
  byte[] bitfield();

  /** Verified bytes; the future completes on any thread, and its buffer is the caller's. */
  CompletableFuture<ByteBuf> read(long offset, int length);

  default int pieceCount() {
    return (int) ((totalLength() + pieceLength() - 1) / pieceLength());
  }

  default long offset(BlockRequest block) {
    return block.piece() * pieceLength() + block.begin();
  }

  /** Whether the block lies within one piece of this torrent and is no longer than any may be. */
  default boolean has(BlockRequest block) {
    if (block.piece() < 0 || block.piece() >= pieceCount() || block.begin() < 0) {
      return false;
    }
    long size = Math.min(pieceLength(), totalLength() - block.piece() * pieceLength());
    return block.length() > 0
        && block.length() <= BlockRequest.MAX_LENGTH
        && (long) block.begin() + block.length() <= size;
  }
}

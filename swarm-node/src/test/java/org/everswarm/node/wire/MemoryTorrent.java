package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;

/** A torrent in memory that remembers how it was read; reads wait for the test when told to. */
final class MemoryTorrent implements WireTorrent {

  record Read(long offset, int length, CompletableFuture<ByteBuf> answer) {}

  final byte[] content;
  final List<Read> reads = new ArrayList<>();
  final List<ByteBuf> delivered = new ArrayList<>();
  boolean manual;
  boolean broken;
  private final InfoHash infoHash;
  private final Gate gate;
  private final int pieceLength;

  MemoryTorrent(InfoHash infoHash, Gate gate, int pieceLength, int totalLength) {
    this.infoHash = infoHash;
    this.gate = gate;
    this.pieceLength = pieceLength;
    this.content = new byte[totalLength];
    new Random(7).nextBytes(content);
  }

  @Override
  public InfoHash infoHash() {
    return infoHash;
  }

  @Override
  public Gate gate() {
    return gate;
  }

  @Override
  public long pieceLength() {
    return pieceLength;
  }

  @Override
  public long totalLength() {
    return content.length;
  }

  @Override
  public byte[] bitfield() {
    byte[] bits = new byte[(pieceCount() + 7) / 8];
    for (int piece = 0; piece < pieceCount(); piece++) {
      bits[piece >> 3] |= (byte) (0x80 >> (piece & 7));
    }
    return bits;
  }

  @Override
  public synchronized CompletableFuture<ByteBuf> read(long offset, int length) {
    Read read = new Read(offset, length, new CompletableFuture<>());
    reads.add(read);
    if (!manual) {
      answer(read);
    }
    return read.answer();
  }

  synchronized void answer(Read read) {
    if (broken) {
      read.answer().completeExceptionally(new IOException("broken on purpose"));
      return;
    }
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(read.length());
    bytes.writeBytes(content, (int) read.offset(), read.length());
    delivered.add(bytes);
    if (!read.answer().complete(bytes)) {
      bytes.release();
    }
  }

  byte[] block(BlockRequest request) {
    int from = (int) offset(request);
    return Arrays.copyOfRange(content, from, from + request.length());
  }
}

package org.everswarm.tracker.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Collects batches, each after its length in four bytes, until a chunk is full; lets those before
 * and after pass. Confined to one thread.
 */
final class BatchChunk implements Consumer<byte[]> {

  private final int skip;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int seen;
  private int next = PullAnswers.END;

  /**
   * A chunk.
   *
   * @param skip how many batches were in those before it
   */
  BatchChunk(int skip) {
    this.skip = skip;
  }

  @Override
  public void accept(byte[] batch) {
    int number = seen++;
    if (number < skip || next != PullAnswers.END) {
      return;
    }
    if (bytes.size() >= PullAnswers.CHUNK_BYTES) {
      next = number;
      return;
    }
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(batch.length).array());
    bytes.writeBytes(batch);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(Integer.BYTES + bytes.size())
        .putInt(next)
        .put(bytes.toByteArray())
        .array();
  }

  /** Gives the batches of a chunk, from the position of {@code chunk} on. */
  static void read(ByteBuffer chunk, Consumer<ByteBuffer> batches) {
    while (chunk.remaining() >= Integer.BYTES) {
      int length = chunk.getInt();
      if (length < 0 || length > chunk.remaining()) {
        throw new IllegalArgumentException("a batch of " + length + " bytes where none can be");
      }
      batches.accept(chunk.slice(chunk.position(), length));
      chunk.position(chunk.position() + length);
    }
  }
}

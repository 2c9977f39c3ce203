package org.everswarm.tracker.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Collects batches, each after its length in four bytes, behind four bytes that say where to go on.
 * Confined to one thread.
 */
final class BatchChunk implements Consumer<byte[]> {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public void accept(byte[] batch) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(batch.length).array());
    bytes.writeBytes(batch);
  }

  boolean isFull() {
    return bytes.size() >= PullAnswers.CHUNK_BYTES;
  }

  byte[] toBytes(int next) {
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

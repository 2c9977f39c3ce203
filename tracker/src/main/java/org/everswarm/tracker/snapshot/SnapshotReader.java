package org.everswarm.tracker.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link SnapshotWriter} wrote, one block at a time.
 *
 * <p>Not thread-safe; blocks on the disk. Every method throws an {@link IOException} with a
 * sentence that names the file when it is damaged.
 */
final class SnapshotReader implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer blockHead = ByteBuffer.allocate(SnapshotFile.BLOCK_HEAD_BYTES);
  private final long epochMinute;
  private ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);

  private SnapshotReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    ByteBuffer head = ByteBuffer.allocate(SnapshotFile.HEAD_BYTES);
    fill(head);
    if (!SnapshotFile.isOurs(head)) {
      throw new IOException(file + " is no snapshot of peers that this version can read");
    }
    epochMinute = head.getLong();
  }

  static SnapshotReader open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SnapshotReader(file, channel);
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  /** The minute since 1970 at which the snapshot was begun. */
  long epochMinute() {
    return epochMinute;
  }

  /** The next block, valid until the next call; null after the last. */
  @Nullable ByteBuffer next() throws IOException {
    fill(blockHead.clear());
    int length = blockHead.getInt();
    int checksum = blockHead.getInt();
    if (length == 0) {
      return null;
    }
    if (length < 0 || length > channel.size() - channel.position()) {
      throw damaged();
    }
    if (length > block.capacity()) {
      block = ByteBuffer.allocateDirect(length);
    }
    fill(block.clear().limit(length));
    crc.reset();
    crc.update(block.duplicate());
    if ((int) crc.getValue() != checksum) {
      throw damaged();
    }
    return block;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw damaged();
      }
    }
    buffer.flip();
  }

  private IOException damaged() {
    return new IOException(file + " is damaged: what stands before the damage was taken");
  }
}

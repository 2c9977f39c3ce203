package org.everswarm.tracker.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Writes a snapshot beside its place, and gives it its name when it is whole and on the disk.
 *
 * <p>Not thread-safe; blocks on the disk.
 *
 * <p>The file, big-endian: {@value SnapshotFile#MAGIC_BYTES} bytes that say what it is; the minute
 * since 1970 at which it was begun, 8 bytes; blocks; an empty block. A block is its length, 4
 * bytes; the CRC-32C of what follows, 4 bytes; and the records of one stripe of the table.
 */
final class SnapshotWriter implements AutoCloseable {

  /** What lies in the page cache is handed to the disk so often, so that the end comes gently. */
  private static final long FORCE_BYTES = 64L << 20;

  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private final ByteBuffer blockHead = ByteBuffer.allocate(SnapshotFile.BLOCK_HEAD_BYTES);
  private final CRC32C crc = new CRC32C();
  private long bytes;
  private long forcedBytes;

  private SnapshotWriter(Path file, Path unfinished, FileChannel channel) {
    this.file = file;
    this.unfinished = unfinished;
    this.channel = channel;
  }

  /** Begins a snapshot that will replace {@code file}. */
  static SnapshotWriter begin(Path file, long epochMinute) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly(unfinished));
    SnapshotWriter writer = new SnapshotWriter(file, unfinished, channel);
    try {
      writer.put(SnapshotFile.head(epochMinute));
      return writer;
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  /** Adds the records between position and limit; an empty buffer adds nothing. */
  void write(ByteBuffer records) throws IOException {
    if (!records.hasRemaining()) {
      return;
    }
    crc.reset();
    crc.update(records.duplicate());
    putHead(records.remaining(), (int) crc.getValue());
    put(records);
    if (bytes - forcedBytes >= FORCE_BYTES) {
      channel.force(false);
      forcedBytes = bytes;
    }
  }

  /** Ends the snapshot: when this returns, a crash of the machine leaves the whole of it. */
  long commit() throws IOException {
    putHead(0, 0);
    channel.force(true);
    channel.close();
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceName();
    return bytes;
  }

  /** Without {@link #commit}, the snapshot that was there before stays. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(unfinished);
  }

  /** Who is in which swarm is nobody else's business. */
  private static FileAttribute<?>[] ownerOnly(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private void putHead(int length, int checksum) throws IOException {
    put(blockHead.clear().putInt(length).putInt(checksum).flip());
  }

  private void put(ByteBuffer rest) throws IOException {
    while (rest.hasRemaining()) {
      bytes += channel.write(rest);
    }
  }

  private void forceName() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }
}

package org.everswarm.tracker.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a {@link Journal}, locked against other processes.
 *
 * <p>Not thread-safe; blocks on the disk.
 */
final class JournalFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalFile.class);

  private final Path file;
  private final FileChannel channel;

  /** Length of what was promised to be kept. */
  private long length;

  private boolean broken;

  private JournalFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens a file that exists. */
  static JournalFile lock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new JournalFile(file, locked(file, channel));
  }

  /** Writes a whole new file, and only then gives it the name. */
  static JournalFile replace(Path file, List<String> lines) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    JournalFile written = new JournalFile(file, locked(file, channel));
    try {
      written.write(text(lines));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    written.flushName();
    return written;
  }

  /** All lines; cuts off a torn last one. */
  List<String> read() throws IOException {
    byte[] bytes = readAll();
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      String line = end == bytes.length ? null : JournalLine.read(bytes, from, end);
      if (line == null) {
        cutTail(bytes, from, end, lines.size() + 1);
        break;
      }
      lines.add(line);
      from = end + 1;
    }
    length = from;
    return lines;
  }

  /** Adds lines, and waits for the disk once. */
  void append(List<String> lines) throws IOException {
    if (broken) {
      throw new IOException(
          file + " could not be written before: nothing more is, until it is opened again");
    }
    write(text(lines));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static byte[] text(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(JournalLine.write(line)));
    return text.toString().getBytes(UTF_8);
  }

  private void write(byte[] bytes) throws IOException {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest, length + rest.position());
      }
      channel.force(false);
      length += bytes.length;
    } catch (IOException e) {
      withdraw(e);
      throw e;
    }
  }

  /** After a failed write: what it left behind must not stand before the next line. */
  private void withdraw(IOException cause) {
    try {
      channel.truncate(length);
      channel.force(false);
    } catch (IOException e) {
      broken = true;
      cause.addSuppressed(e);
    }
  }

  private void cutTail(byte[] bytes, int from, int end, int lineNumber) throws IOException {
    if (end < bytes.length - 1) {
      throw new IOException(
          file
              + ", line "
              + lineNumber
              + ": damaged, and others follow: bring the file back from a copy");
    }
    log.warn("{}: dropped a torn last line of {} bytes", file, bytes.length - from);
    channel.truncate(from);
    channel.force(false);
  }

  private static FileChannel locked(Path file, FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // The same answer, from within this process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(file + " is in use by another tracker node");
  }

  /** Through the locked channel: closing any other of the same file would give the lock up. */
  private byte[] readAll() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // Until the end.
    }
    return bytes.array();
  }

  /**
   * A new name is only on the disk when its directory is. Where that fails the file may be another
   * one after a crash, so nothing must be promised in it.
   */
  private void flushName() {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      broken = true;
      log.error("{}: the directory could not be flushed, so nothing more is written", file, e);
    }
  }
}

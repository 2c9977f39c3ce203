package org.everswarm.tracker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that are whole whenever the machine stops: written beside their place, forced to disk, and
 * then given their name in one step.
 */
final class DurableFiles {

  static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
  static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private DurableFiles() {}

  /** Creates {@code directory} and its parents, 0700 where it did not exist. */
  static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, attributes(directory, OWNER_DIRECTORY));
    }
  }

  /** Writes {@code content} to {@code path}, replacing what was there. */
  static void replace(Path path, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path temporary = writeBeside(path, content, permissions);
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(path);
  }

  /** Writes {@code line} and a newline to {@code path}; fails if it exists. */
  static void createLine(Path path, String line, Set<PosixFilePermission> permissions)
      throws IOException {
    create(path, (line + "\n").getBytes(StandardCharsets.US_ASCII), permissions);
  }

  /**
   * Writes {@code content} to {@code path}.
   *
   * @throws FileAlreadyExistsException if something has that name; it is left as it was
   */
  static void create(Path path, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path temporary = writeBeside(path, content, permissions);
    try {
      // A hard link, unlike a rename, never replaces what another process wrote meanwhile.
      Files.createLink(path, temporary);
    } catch (UnsupportedOperationException noLinks) {
      if (Files.exists(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceDirectory(path);
  }

  private static Path writeBeside(Path path, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path directory = parent(path);
    Path temporary =
        Files.createTempFile(
            directory, "." + path.getFileName(), ".tmp", attributes(directory, OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    if (posix(temporary)) {
      Files.setPosixFilePermissions(temporary, permissions);
    }
    return temporary;
  }

  private static void forceDirectory(Path path) throws IOException {
    try (FileChannel directory = FileChannel.open(parent(path), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return posix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}

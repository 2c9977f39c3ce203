package org.everswarm.tracker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.udp.ConnectionKey;
import org.jspecify.annotations.Nullable;

/**
 * A node's directory while the node runs: locked, so that no second process writes there.
 *
 * <p>Holds {@code registry}, {@code revocations}, {@code keys/}, {@code peers}, {@code admin-token}
 * and {@code connection-id-key}; the last two are made at the first start.
 */
final class DataDirectory implements AutoCloseable {

  private static final long MILLIS_PER_HOUR = 3_600_000;

  private final Path peers;
  private final FileChannel lockFile;
  private final AdminToken adminToken;
  private final ConnectionKey connectionKey;
  private final ReceiptKeyFiles keys;
  private final Revocations revocations;
  private final Registry registry;

  private DataDirectory(Path path, FileChannel lockFile, LongSupplier clock) throws IOException {
    this.peers = path.resolve("peers");
    this.lockFile = lockFile;
    this.adminToken = AdminToken.readOrCreate(path);
    this.connectionKey = readOrCreateConnectionKey(path.resolve("connection-id-key"));
    this.keys = new ReceiptKeyFiles(path.resolve("keys"));
    this.revocations = openRevocations(path.resolve("revocations"), clock);
    this.registry = openRegistry(path.resolve("registry"), clock, revocations);
  }

  /**
   * Opens {@code path}, which need not exist; a {@link ConfigException} says what is wrong.
   *
   * @param clock what the registry stamps its changes with, milliseconds
   */
  static DataDirectory open(Path path, LongSupplier clock) {
    FileChannel lockFile = null;
    try {
      DurableFiles.createDirectory(path);
      lockFile = lock(path);
      return new DataDirectory(path, lockFile, clock);
    } catch (IOException unusable) {
      closeQuietly(lockFile);
      throw new ConfigException(
          "--data: " + path + " cannot be used as data directory (" + reason(unusable) + ").",
          unusable);
    } catch (RuntimeException refused) {
      closeQuietly(lockFile);
      throw refused;
    }
  }

  Registry registry() {
    return registry;
  }

  Revocations revocations() {
    return revocations;
  }

  AdminToken adminToken() {
    return adminToken;
  }

  /** The secret from which connection ids are made. */
  ConnectionKey connectionKey() {
    return connectionKey;
  }

  ReceiptKeyFiles keys() {
    return keys;
  }

  /** Where the peer table is copied to. */
  Path peers() {
    return peers;
  }

  /** When that copy was made, in milliseconds; 0 when there is none. */
  long peersSavedMillis() {
    return peers.toFile().lastModified();
  }

  @Override
  public void close() throws IOException {
    try {
      registry.close();
    } finally {
      try {
        revocations.close();
      } finally {
        lockFile.close();
      }
    }
  }

  /** What went wrong, in a few words that need no knowledge of Java. */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    String told = failure instanceof FileSystemException file ? file.getReason() : null;
    if (failure.getClass() == IOException.class) {
      told = failure.getMessage();
    }
    return told == null ? failure.toString() : told;
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new ConfigException(
          "--data: " + path + " is in use by another process; give each node its own directory.");
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static ConnectionKey readOrCreateConnectionKey(Path file) throws IOException {
    if (!Files.exists(file)) {
      String line = ConnectionKey.generate(new SecureRandom()).line();
      DurableFiles.createLine(file, line, DurableFiles.OWNER_ONLY);
    }
    try {
      return ConnectionKey.parseLine(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException malformed) {
      throw new ConfigException(
          file + " holds no connection id key; delete it and a new one is made.", malformed);
    }
  }

  private static Revocations openRevocations(Path file, LongSupplier clock) {
    try {
      return Revocations.open(file, () -> clock.getAsLong() / MILLIS_PER_HOUR);
    } catch (IOException unreadable) {
      throw unusable(file, unreadable);
    }
  }

  private static Registry openRegistry(Path file, LongSupplier clock, Revocations opened)
      throws IOException {
    try {
      return Registry.open(file, clock);
    } catch (IOException unreadable) {
      opened.close();
      throw unusable(file, unreadable);
    }
  }

  private static ConfigException unusable(Path file, IOException cause) {
    return new ConfigException(
        "--data: the file " + file + " cannot be used: " + reason(cause) + ".", cause);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException ignored) {
      // Only the lock is lost, and what brought us here is reported.
    }
  }
}

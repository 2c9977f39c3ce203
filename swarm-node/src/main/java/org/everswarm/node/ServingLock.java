package org.everswarm.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One node serves a data directory at a time. The system lets go of the lock with the process,
 * however that ends. {@code seed --no-serve} adds to a directory that is served, and takes none.
 */
final class ServingLock implements AutoCloseable {

  private final FileChannel file;

  private ServingLock(FileChannel file) {
    this.file = file;
  }

  /** Takes the lock of {@code --data}, or tells the operator who has it. */
  static ServingLock take(Path data) {
    try {
      Files.createDirectories(data);
      FileChannel file =
          FileChannel.open(
              data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(file)) {
        file.close();
        throw new ConfigException(
            "--data: another swarm-node serves " + data + "; set it to a directory of this one.");
      }
      return new ServingLock(file);
    } catch (IOException unusable) {
      throw new ConfigException(
          "--data: " + data + " cannot be used: " + unusable.getMessage() + ".", unusable);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() == null;
    } catch (OverlappingFileLockException bySameProcess) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

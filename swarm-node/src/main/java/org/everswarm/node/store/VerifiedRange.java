package org.everswarm.node.store;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A range of one content file, verified, with the file open, for the kernel to send. Thread-safe.
 * Whoever holds it asks {@link #unchanged} while the bytes leave, and closes it once.
 */
public final class VerifiedRange implements AutoCloseable {

  private final FileChannels.Lease lease;
  private final Path file;
  private final FileStamp stamp;
  private final long position;

  VerifiedRange(FileChannels.Lease lease, Path file, FileStamp stamp, long position) {
    this.lease = lease;
    this.file = file;
    this.stamp = stamp;
    this.position = position;
  }

  /** The open file; {@link #close} closes it when nobody else reads it. */
  public FileChannel channel() {
    return lease.channel();
  }

  /** Where in the file the range begins. */
  public long position() {
    return position;
  }

  /** Whether the file is still as it was verified. Blocks for a system call. */
  public boolean unchanged() {
    return stamp.equals(FileStamp.of(file));
  }

  @Override
  public void close() {
    lease.close();
  }
}

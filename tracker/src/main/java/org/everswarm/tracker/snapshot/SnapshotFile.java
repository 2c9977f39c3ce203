package org.everswarm.tracker.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What writer and reader of a snapshot agree on. */
final class SnapshotFile {

  static final int MAGIC_BYTES = 18;
  static final int HEAD_BYTES = MAGIC_BYTES + Long.BYTES;
  static final int BLOCK_HEAD_BYTES = 2 * Integer.BYTES;

  private static final byte[] MAGIC = "everswarm peers 1\n".getBytes(StandardCharsets.US_ASCII);

  private SnapshotFile() {}

  static ByteBuffer head(long epochMinute) {
    return ByteBuffer.allocate(HEAD_BYTES).put(MAGIC).putLong(epochMinute).flip();
  }

  /** Whether a head is that of a snapshot; its position is then at the minute. */
  static boolean isOurs(ByteBuffer head) {
    byte[] magic = new byte[MAGIC_BYTES];
    head.get(magic);
    return Arrays.equals(magic, MAGIC);
  }
}

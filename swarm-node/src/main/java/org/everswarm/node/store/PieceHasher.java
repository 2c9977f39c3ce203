package org.everswarm.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-1 of one piece after the other, read from files. Confined to one thread. */
final class PieceHasher {

  private static final int BUFFER_BYTES = 128 * 1024;

  private final MessageDigest sha1 = newSha1();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private static MessageDigest newSha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  /** Adds {@code length} bytes from {@code position}; fails when the file is shorter. */
  void update(FileChannel channel, long position, long length) throws IOException {
    long at = position;
    long end = position + length;
    while (at < end) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new ContentUnavailable("a content file is shorter than it was");
      }
      sha1.update(buffer.array(), 0, count);
      at += count;
    }
  }

  /** The hash of what was added since the last one. */
  byte[] digest() {
    return sha1.digest();
  }
}

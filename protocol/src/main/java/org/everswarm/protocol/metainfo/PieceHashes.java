package org.everswarm.protocol.metainfo;

import java.util.Arrays;
import java.util.Objects;

/** The SHA-1 of every piece, end to end, as {@code pieces} has them. Immutable. */
final class PieceHashes {

  private static final int HASH_BYTES = 20;

  private final byte[] bytes;

  /** Takes over {@code bytes}. */
  PieceHashes(byte[] bytes) throws MalformedMetainfo {
    if (bytes.length % HASH_BYTES != 0) {
      throw new MalformedMetainfo("'pieces' is not a multiple of 20 bytes");
    }
    this.bytes = bytes;
  }

  int count() {
    return bytes.length / HASH_BYTES;
  }

  byte[] get(int index) {
    int from = HASH_BYTES * Objects.checkIndex(index, count());
    return Arrays.copyOfRange(bytes, from, from + HASH_BYTES);
  }

  boolean matches(int index, byte[] sha1) {
    int from = HASH_BYTES * Objects.checkIndex(index, count());
    return Arrays.equals(bytes, from, from + HASH_BYTES, sha1, 0, sha1.length);
  }
}

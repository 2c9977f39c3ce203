package org.everswarm.protocol;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.Optional;

/** The 20 bytes by which a client names itself (BEP 3, BEP 20), as three big-endian words. */
public record PeerId(long word0, long word1, int word2) {

  /** Length on every wire, in bytes. */
  public static final int LENGTH = 20;

  /** Reads 20 bytes from the start of {@code bytes}. */
  public static PeerId of(byte[] bytes) {
    return of(bytes, 0);
  }

  /** Reads 20 bytes of {@code bytes} from {@code offset}. */
  public static PeerId of(byte[] bytes, int offset) {
    return new PeerId(
        Words.getLong(bytes, offset),
        Words.getLong(bytes, offset + 8),
        Words.getInt(bytes, offset + 16));
  }

  /** Reads 20 bytes at the absolute {@code index}; the reader index stays. */
  public static PeerId get(ByteBuf buffer, int index) {
    return new PeerId(buffer.getLong(index), buffer.getLong(index + 8), buffer.getInt(index + 16));
  }

  /** Reads 40 hexadecimal digits; empty when {@code text} is anything else. */
  public static Optional<PeerId> fromHex(String text) {
    if (text.length() != 2 * LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(HexFormat.of().parseHex(text)));
    } catch (IllegalArgumentException notHex) {
      return Optional.empty();
    }
  }

  /** A new array of the 20 bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    Words.putLong(bytes, 0, word0);
    Words.putLong(bytes, 8, word1);
    Words.putInt(bytes, 16, word2);
    return bytes;
  }

  /** Appends the 20 bytes to {@code out}. */
  public void writeTo(ByteBuf out) {
    out.writeLong(word0).writeLong(word1).writeInt(word2);
  }

  /** 40 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(toBytes());
  }

  @Override
  public String toString() {
    return hex();
  }
}

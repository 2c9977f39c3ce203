package org.everswarm.protocol.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Bencode written straight into a reply (BEP 3). Whoever writes a dictionary sees to the order of
 * its keys.
 *
 * <p>Stateless; allocates nothing.
 */
final class BencodeText {

  private static final long FIRST_DIVISOR = 1_000_000_000_000_000_000L;

  private BencodeText() {}

  /** A key, made once, for {@link #integer} and {@link #string}. */
  static byte[] key(String name) {
    return (name.length() + ":" + name).getBytes(StandardCharsets.US_ASCII);
  }

  /** Appends a key and a number, 0 or more. */
  static void integer(ByteBuf out, byte[] key, long value) {
    out.writeBytes(key).writeByte('i');
    digits(out, value);
    out.writeByte('e');
  }

  /** Appends a key and a text. */
  static void string(ByteBuf out, byte[] key, String value) {
    out.writeBytes(key);
    digits(out, ByteBufUtil.utf8Bytes(value));
    out.writeByte(':');
    ByteBufUtil.writeUtf8(out, value);
  }

  /** Appends a key and the first {@code length} bytes of {@code value}. */
  static void string(ByteBuf out, byte[] key, byte[] value, int length) {
    out.writeBytes(key);
    digits(out, length);
    out.writeByte(':').writeBytes(value, 0, length);
  }

  private static void digits(ByteBuf out, long value) {
    long divisor = FIRST_DIVISOR;
    while (divisor > 1 && divisor > value) {
      divisor /= 10;
    }
    for (long rest = value; divisor > 0; divisor /= 10) {
      out.writeByte((byte) ('0' + rest / divisor));
      rest %= divisor;
    }
  }
}

package org.everswarm.protocol.bencode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bencoded byte string, which may or may not be text. Ordered by unsigned bytes, as keys are. */
public final class BString implements BValue, Comparable<BString> {

  private final byte[] bytes;

  private BString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The UTF-8 bytes of {@code text}. */
  public static BString of(String text) {
    return new BString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of {@code bytes}. */
  public static BString of(byte[] bytes) {
    return new BString(bytes.clone());
  }

  static BString copyOf(byte[] bytes, int from, int to) {
    return new BString(Arrays.copyOfRange(bytes, from, to));
  }

  /** How many bytes there are. */
  public int length() {
    return bytes.length;
  }

  /** A new array of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8, with U+FFFD for what is not. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The bytes read as UTF-8; empty when they are anything else. */
  public Optional<String> utf8() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  void writeTo(BencodeWriter out) {
    out.string(bytes);
  }

  @Override
  public int compareTo(BString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}

package org.everswarm.protocol.receipt;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 key that checks receipts, under the id by which tokens name it.
 *
 * <p>Immutable. Points outside the prime-order group are refused: under one of those, a signature
 * could be made up.
 */
public final class ReceiptPublicKey {

  /** Length of the key in bytes. */
  public static final int BYTES = 32;

  private static final KeyLine LINE = new KeyLine("everswarm receipt public key", BYTES);

  private final int keyId;
  private final byte[] bytes;
  private final Ed25519.PublicPoint point;

  private ReceiptPublicKey(int keyId, byte[] bytes, Ed25519.PublicPoint point) {
    this.keyId = keyId;
    this.bytes = bytes;
    this.point = point;
  }

  /** The key of an id, 0 to 255, and 32 bytes. */
  public static ReceiptPublicKey of(int keyId, byte[] bytes) {
    KeyLine.requireId(keyId);
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a receipt public key has 32 bytes, not " + bytes.length);
    }
    byte[] copy = bytes.clone();
    Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(copy, 0);
    if (point == null) {
      throw new IllegalArgumentException("these 32 bytes are no Ed25519 public key");
    }
    return new ReceiptPublicKey(keyId, copy, point);
  }

  /** Reads what {@link #line} writes; says in a sentence what is wrong with anything else. */
  public static ReceiptPublicKey parseLine(String line) {
    return LINE.parse(line, ReceiptPublicKey::of);
  }

  /** The id by which tokens name it, 0 to 255. */
  public int keyId() {
    return keyId;
  }

  /** A new array of the 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The form in a file: one line, without its end. */
  public String line() {
    return LINE.format(keyId, bytes);
  }

  Ed25519.PublicPoint point() {
    return point;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceiptPublicKey key
        && keyId == key.keyId
        && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * keyId + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return line();
  }
}

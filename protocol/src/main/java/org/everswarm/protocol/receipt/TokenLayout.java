package org.everswarm.protocol.receipt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where things lie in an array that holds the domain text and then the token: the first {@link
 * #SIGNATURE} bytes are what is signed, the rest is the signature.
 */
final class TokenLayout {

  private static final byte[] DOMAIN = "everswarm receipt v1\0".getBytes(StandardCharsets.US_ASCII);

  static final int TOKEN = DOMAIN.length;
  static final int VERSION = 1;

  private static final int KEY_ID = TOKEN + 1;
  private static final int BUNDLE_ID = TOKEN + 2;
  private static final int RECEIPT_ID = TOKEN + 10;
  private static final int NOT_AFTER = TOKEN + 18;
  private static final int KIND = TOKEN + 22;

  static final int SIGNATURE = TOKEN + 23;
  private static final int SCALAR = SIGNATURE + 32;
  static final int LENGTH = TOKEN + ReceiptToken.BYTES;

  /**
   * The order of the base point, 2^252 + 27742317777372353535851937790883648493, low word first.
   */
  private static final long[] ORDER = {
    0x5812_631A_5CF5_D3EDL, 0x14DE_F9DE_A2F7_9CD6L, 0, 0x1000_0000_0000_0000L
  };

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private TokenLayout() {}

  /** The domain text with room for a token behind it. */
  static byte[] blank() {
    byte[] signed = new byte[LENGTH];
    System.arraycopy(DOMAIN, 0, signed, 0, TOKEN);
    return signed;
  }

  /** A token that lacks its signature only. */
  static byte[] unsigned(
      int keyId, long bundleId, long receiptId, long notAfterHours, ReceiptKind kind) {
    byte[] signed = blank();
    signed[TOKEN] = VERSION;
    signed[KEY_ID] = (byte) keyId;
    LONGS.set(signed, BUNDLE_ID, bundleId);
    LONGS.set(signed, RECEIPT_ID, receiptId);
    INTS.set(signed, NOT_AFTER, (int) notAfterHours);
    signed[KIND] = (byte) kind.code();
    return signed;
  }

  static boolean isWellFormed(byte[] signed) {
    return signed[TOKEN] == VERSION
        && ReceiptKind.ofCode(kind(signed)) != null
        && isScalarReduced(signed);
  }

  static int keyId(byte[] signed) {
    return signed[KEY_ID] & 0xFF;
  }

  static long bundleId(byte[] signed) {
    return (long) LONGS.get(signed, BUNDLE_ID);
  }

  static long receiptId(byte[] signed) {
    return (long) LONGS.get(signed, RECEIPT_ID);
  }

  static long notAfterHours(byte[] signed) {
    return Integer.toUnsignedLong((int) INTS.get(signed, NOT_AFTER));
  }

  static int kind(byte[] signed) {
    return signed[KIND] & 0xFF;
  }

  static long word(byte[] signed, int i) {
    Objects.checkIndex(i, ReceiptToken.WORDS);
    return (long) LONGS.get(signed, TOKEN + Math.min(8 * i, ReceiptToken.BYTES - 8));
  }

  /** Whether the signature's scalar is below the order of the base point. */
  private static boolean isScalarReduced(byte[] signed) {
    for (int i = ORDER.length - 1; i >= 0; i--) {
      int order = Long.compareUnsigned((long) LITTLE_LONGS.get(signed, SCALAR + 8 * i), ORDER[i]);
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }
}

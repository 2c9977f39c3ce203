package org.everswarm.protocol.receipt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A receipt on the wire: 87 bytes, 116 characters of base64url. Well formed, not necessarily
 * genuine: that is for {@link ReceiptVerifier} to say.
 *
 * <p>Immutable.
 *
 * <p>Each receipt has one encoding only, so that revoking or counting one cannot be dodged by
 * writing it differently: 87 bytes fill 116 characters without a spare bit, and a signature whose
 * scalar is not reduced is refused (RFC 8032, 5.1.7).
 */
public final class ReceiptToken {

  /** Length in bytes. */
  public static final int BYTES = 87;

  /** Length in characters. */
  public static final int TEXT_LENGTH = 116;

  /** Number of words that {@link #word} gives. */
  public static final int WORDS = 11;

  /** The token behind the domain text, so that what is signed lies in one piece. */
  private final byte[] signed;

  private ReceiptToken(byte[] signed) {
    this.signed = signed;
  }

  /** Reads a token; null when it is malformed in any way. */
  public static @Nullable ReceiptToken parse(CharSequence text) {
    return parse(text, 0, text.length());
  }

  /** Reads a token from characters {@code from} to {@code to}; null when malformed in any way. */
  public static @Nullable ReceiptToken parse(CharSequence text, int from, int to) {
    if (to - from != TEXT_LENGTH) {
      return null;
    }
    byte[] signed = TokenLayout.blank();
    int out = TokenLayout.TOKEN;
    for (int in = from; in < to; in += 4, out += 3) {
      int bits =
          Base64Url.quad(
              text.charAt(in), text.charAt(in + 1), text.charAt(in + 2), text.charAt(in + 3));
      if (bits < 0) {
        return null;
      }
      Base64Url.put(signed, out, bits);
    }
    return wellFormed(signed);
  }

  /** Reads a token from ASCII bytes {@code from} to {@code to}; null when malformed in any way. */
  public static @Nullable ReceiptToken parseAscii(byte[] bytes, int from, int to) {
    if (to - from != TEXT_LENGTH) {
      return null;
    }
    byte[] signed = TokenLayout.blank();
    int out = TokenLayout.TOKEN;
    for (int in = from; in < to; in += 4, out += 3) {
      int bits = Base64Url.quad(bytes[in], bytes[in + 1], bytes[in + 2], bytes[in + 3]);
      if (bits < 0) {
        return null;
      }
      Base64Url.put(signed, out, bits);
    }
    return wellFormed(signed);
  }

  /** The token of a domain text and 87 bytes, which it keeps; null when malformed in any way. */
  static @Nullable ReceiptToken wellFormed(byte[] signed) {
    return TokenLayout.isWellFormed(signed) ? new ReceiptToken(signed) : null;
  }

  /** Which key signed it, 0 to 255. */
  public int keyId() {
    return TokenLayout.keyId(signed);
  }

  /** The bundle it opens; 0 for swarm-nodes. */
  public long bundleId() {
    return TokenLayout.bundleId(signed);
  }

  /** What revocation names. */
  public long receiptId() {
    return TokenLayout.receiptId(signed);
  }

  /** The hour since 1970 at whose beginning it ends; {@link ReceiptSigner#NEVER} if never. */
  public long notAfterHours() {
    return TokenLayout.notAfterHours(signed);
  }

  /** Whom it serves. */
  public ReceiptKind kind() {
    ReceiptKind kind = ReceiptKind.ofCode(TokenLayout.kind(signed));
    if (kind == null) {
      throw new AssertionError("checked when it was made");
    }
    return kind;
  }

  /** Whether it has ended in the hour {@code epochHours} since 1970. */
  public boolean expiredAt(long epochHours) {
    long notAfterHours = notAfterHours();
    return notAfterHours != ReceiptSigner.NEVER && epochHours >= notAfterHours;
  }

  /** The 116 characters. Whoever has them has the receipt: not for logs. */
  public String text() {
    return Base64Url.encode(signed, TokenLayout.TOKEN, BYTES);
  }

  /**
   * Eight of the 116 characters as a little-endian word, for hashing without a copy: from character
   * {@code 8 * i}, and word 14 the last four, with zeros above.
   */
  public long textWord(int i) {
    int from = TokenLayout.TOKEN + 6 * i;
    long low = Integer.toUnsignedLong(Base64Url.characters(signed, from));
    boolean last = i == TEXT_LENGTH / Long.BYTES;
    return last ? low : low | ((long) Base64Url.characters(signed, from + 3) << 32);
  }

  /** Copies the 87 bytes to {@code out} from index {@code at}. */
  public void copyTo(byte[] out, int at) {
    System.arraycopy(signed, TokenLayout.TOKEN, out, at, BYTES);
  }

  /**
   * Eight bytes as a big-endian word, for hashing without a copy: words 0 to 9 from byte {@code 8 *
   * i}, and word 10 the last eight, which repeats one byte of word 9.
   */
  public long word(int i) {
    return TokenLayout.word(signed, i);
  }

  /** Domain text and token, shared: for reading only. */
  byte[] signed() {
    return signed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceiptToken token && Arrays.equals(signed, token.signed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signed);
  }

  /** Hides the token. */
  @Override
  public String toString() {
    return "ReceiptToken[hidden]";
  }
}

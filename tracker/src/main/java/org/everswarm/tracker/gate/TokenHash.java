package org.everswarm.tracker.gate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/**
 * SipHash-2-4 with 128 bits of result over the 116 characters of a token: a keyed hash that nobody
 * can foresee or collide without the key.
 *
 * <p>Immutable and thread-safe; allocates nothing.
 *
 * <p>Over the characters and not the bytes they stand for, because a token that is known need then
 * not be decoded: its encoding is canonical, so equal characters are equal tokens. The 128-bit form
 * is that of the authors' reference implementation.
 */
final class TokenHash {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int WHOLE_WORDS = ReceiptToken.TEXT_LENGTH / Long.BYTES;
  private static final long LENGTH = (long) ReceiptToken.TEXT_LENGTH << 56;

  private static final byte[] NO_TEXT = {};

  private final long key0;
  private final long key1;

  /** A hash under 128 bits of key, in two little-endian words. */
  TokenHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  TokenHash(RandomGenerator random) {
    this(random.nextLong(), random.nextLong());
  }

  /** Sets the hash of the characters in {@code text} from index {@code from}. */
  void hash(byte[] text, int from, KnownReceipt out) {
    hash(text, from, null, false, out);
  }

  /** The first word of the hash of a token's characters. */
  long first(ReceiptToken token) {
    return hash(NO_TEXT, 0, token, false, null);
  }

  /** The second word of the hash of a token's characters. */
  long second(ReceiptToken token) {
    return hash(NO_TEXT, 0, token, true, null);
  }

  /**
   * The hash of a token's characters, or else of those in {@code text}: both words into {@code
   * out}, or the one asked for. As in {@link SipHash}, the state is in locals and in one loop.
   */
  private long hash(
      byte[] text,
      int from,
      @Nullable ReceiptToken token,
      boolean second,
      @Nullable KnownReceipt out) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    long firstWord = 0;
    // The words, the last one with the length, and two turns of two rounds for each word of result.
    for (int i = 0; i < WHOLE_WORDS + 5; i++) {
      long word = 0;
      if (i < WHOLE_WORDS) {
        word = token != null ? token.textWord(i) : (long) LONGS.get(text, from + i * Long.BYTES);
      } else if (i == WHOLE_WORDS) {
        word = LENGTH | (token != null ? token.textWord(i) : lastCharacters(text, from));
      } else if (i == WHOLE_WORDS + 1) {
        v2 ^= 0xee;
      } else if (i == WHOLE_WORDS + 3) {
        firstWord = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
      }
      v3 ^= word;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    long secondWord = v0 ^ v1 ^ v2 ^ v3;
    if (out != null) {
      out.hash0 = firstWord;
      out.hash1 = secondWord;
    }
    return second ? secondWord : firstWord;
  }

  private static long lastCharacters(byte[] text, int from) {
    return Integer.toUnsignedLong((int) INTS.get(text, from + WHOLE_WORDS * Long.BYTES));
  }
}

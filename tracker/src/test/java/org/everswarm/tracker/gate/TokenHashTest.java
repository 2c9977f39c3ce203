package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.junit.jupiter.api.Test;

class TokenHashTest {

  private static final long KEY0 = 0x0706050403020100L;
  private static final long KEY1 = 0x0f0e0d0c0b0a0908L;

  private final TokenHash hash = new TokenHash(KEY0, KEY1);

  @Test
  void isSipHashWith128BitsOverTheCharacters() {
    assertArrayEquals(
        HexFormat.of().parseHex("a3817f04ba25a8e66df67214c7550293"),
        little(reference(new byte[0])),
        "the first of the vectors of the reference implementation, for the one below");

    KnownReceipt out = new KnownReceipt();
    for (int receipt = 0; receipt < 100; receipt++) {
      ReceiptToken token = Receipts.buyer(Receipts.signer(1), receipt);
      byte[] text = token.text().getBytes(StandardCharsets.US_ASCII);
      long[] expected = reference(text);
      hash.hash(text, 0, out);

      assertEquals(expected[0], out.hash0);
      assertEquals(expected[1], out.hash1);
      assertEquals(expected[0], hash.first(token), "from the token's bytes");
      assertEquals(expected[1], hash.second(token));
    }
  }

  @Test
  void everyByteOfATokenCounts() {
    ReceiptToken token = Receipts.buyer(Receipts.signer(1), 1);
    for (int at = 0; at < ReceiptToken.TEXT_LENGTH; at++) {
      ReceiptToken other = Receipts.tampered(token, at);
      assertFalse(other != null && hash.first(other) == hash.first(token), "at " + at);
      assertFalse(other != null && hash.second(other) == hash.second(token), "at " + at);
    }
  }

  private static byte[] little(long[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(words[0]).putLong(words[1]).array();
  }

  /** Step by step, as the paper and the authors' code have it. */
  private static long[] reference(byte[] in) {
    long[] v = {
      KEY0 ^ 0x736f6d6570736575L,
      KEY1 ^ 0x646f72616e646f6dL ^ 0xee,
      KEY0 ^ 0x6c7967656e657261L,
      KEY1 ^ 0x7465646279746573L
    };
    int whole = in.length / 8 * 8;
    ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(in, whole + 8)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at <= whole; at += 8) {
      long word = words.getLong(at) | (at == whole ? (long) in.length << 56 : 0);
      v[3] ^= word;
      rounds(v, 2);
      v[0] ^= word;
    }
    v[2] ^= 0xee;
    rounds(v, 4);
    long first = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    rounds(v, 4);
    return new long[] {first, v[0] ^ v[1] ^ v[2] ^ v[3]};
  }

  private static void rounds(long[] v, int count) {
    for (int i = 0; i < count; i++) {
      v[0] += v[1];
      v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
      v[0] = Long.rotateLeft(v[0], 32);
      v[2] += v[3];
      v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
      v[0] += v[3];
      v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
      v[2] += v[1];
      v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
      v[2] = Long.rotateLeft(v[2], 32);
    }
  }
}

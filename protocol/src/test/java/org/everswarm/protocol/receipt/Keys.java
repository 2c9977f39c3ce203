package org.everswarm.protocol.receipt;

import java.util.Base64;
import java.util.Random;

/** Keys and tokens that are the same in every run. */
final class Keys {

  private Keys() {}

  /** The key whose 32 bytes count up from {@code first}. */
  static ReceiptPrivateKey counting(int keyId, int first) {
    byte[] seed = new byte[ReceiptPrivateKey.BYTES];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) (first + i);
    }
    return of(keyId, seed);
  }

  static ReceiptPrivateKey of(int keyId, byte[] seed) {
    return ReceiptPrivateKey.parseLine(
        "everswarm receipt private key "
            + keyId
            + " "
            + Base64.getUrlEncoder().withoutPadding().encodeToString(seed));
  }

  static ReceiptToken anyToken(ReceiptPrivateKey key, Random random) {
    long hours = random.nextInt() & 0xFFFF_FFFFL;
    ReceiptSigner signer = new ReceiptSigner(key);
    return signer.sign(random.nextLong() | 1, random.nextLong(), hours, ReceiptKind.BUYER);
  }

  static byte[] bytes(ReceiptToken token) {
    byte[] bytes = new byte[ReceiptToken.BYTES];
    token.copyTo(bytes, 0);
    return bytes;
  }

  /** The 116 characters of 87 bytes, well formed or not. */
  static String text(byte[] token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }
}

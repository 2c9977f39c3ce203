package org.everswarm.tracker.shop.api;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM under a key that one request has; the nonce, 12 bytes, goes before. */
final class SealedAnswer {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;

  SealedAnswer(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * Seals an answer.
   *
   * @param number never the same for two answers under one key
   */
  byte[] seal(byte[] answer, long number) {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(number).array();
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, answer);
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  byte[] open(byte[] sealed) {
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    return run(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
  }

  private byte[] run(int mode, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("a kept answer does not open", broken);
    }
  }
}

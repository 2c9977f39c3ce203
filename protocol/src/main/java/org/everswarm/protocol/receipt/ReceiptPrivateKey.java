package org.everswarm.protocol.receipt;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 key that signs receipts. Only the shop and whoever mints by hand hold one.
 *
 * <p>Immutable. No equals: comparing secrets is nobody's business.
 */
public final class ReceiptPrivateKey {

  /** Length of the seed in bytes. */
  public static final int BYTES = 32;

  private static final KeyLine LINE = new KeyLine("everswarm receipt private key", BYTES);

  private final byte[] seed;
  private final ReceiptPublicKey publicKey;

  private ReceiptPrivateKey(int keyId, byte[] seed) {
    byte[] publicBytes = new byte[ReceiptPublicKey.BYTES];
    Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
    this.seed = seed;
    this.publicKey = ReceiptPublicKey.of(keyId, publicBytes);
  }

  /** A new key under an id, 0 to 255. */
  public static ReceiptPrivateKey generate(int keyId, SecureRandom random) {
    byte[] seed = new byte[BYTES];
    random.nextBytes(seed);
    return new ReceiptPrivateKey(keyId, seed);
  }

  /** Reads what {@link #line} writes; says in a sentence what is wrong with anything else. */
  public static ReceiptPrivateKey parseLine(String line) {
    return LINE.parse(line, ReceiptPrivateKey::new);
  }

  /**
   * Reads a key file: its first line. What follows is for whoever keeps the file, such as when the
   * key was made.
   */
  public static ReceiptPrivateKey parseFile(String text) {
    return parseLine(text.lines().findFirst().orElse(""));
  }

  /** The id by which tokens name it, 0 to 255. */
  public int keyId() {
    return publicKey.keyId();
  }

  /** The key that checks what this signs. */
  public ReceiptPublicKey publicKey() {
    return publicKey;
  }

  /** The form in a file: one line, without its end. A secret. */
  public String line() {
    return LINE.format(keyId(), seed);
  }

  /** The seed, shared: for signing only. */
  byte[] seed() {
    return seed;
  }

  /** Hides the key. */
  @Override
  public String toString() {
    return "ReceiptPrivateKey[id " + keyId() + ", hidden]";
  }
}

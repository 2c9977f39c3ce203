package org.everswarm.protocol.receipt;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Tells whether a token is genuine: signed by the one key it was made for.
 *
 * <p>Thread-safe. A check costs about 75 microseconds of one core, so it does not belong on an
 * event loop.
 */
public final class ReceiptVerifier {

  private final ReceiptPublicKey key;

  public ReceiptVerifier(ReceiptPublicKey key) {
    this.key = key;
  }

  /** The key it checks against. */
  public ReceiptPublicKey key() {
    return key;
  }

  /** Whether the key signed {@code token}; false also when the token names another key. */
  public boolean verify(ReceiptToken token) {
    byte[] signed = token.signed();
    return token.keyId() == key.keyId()
        && Ed25519.verify(
            signed, TokenLayout.SIGNATURE, key.point(), signed, 0, TokenLayout.SIGNATURE);
  }
}

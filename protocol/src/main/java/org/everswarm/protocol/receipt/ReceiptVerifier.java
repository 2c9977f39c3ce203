package org.everswarm.protocol.receipt;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Tells whether a token is genuine: signed by the one key it was made for.
 *
 * <p>Thread-safe. A check costs 50 to 75 microseconds of one core, so it does not belong on an
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
    return token.keyId() == key.keyId() && isSigned(token.signed());
  }

  private boolean isSigned(byte[] signed) {
    int length = TokenLayout.SIGNATURE;
    try {
      return Ed25519.verify(signed, length, key.point(), signed, 0, length);
    } catch (IllegalStateException gaveUp) {
      // Bouncy Castle bounds its lattice reduction; what exceeds that is no signature of ours.
      return false;
    }
  }
}

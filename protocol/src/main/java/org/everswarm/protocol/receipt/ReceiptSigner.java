package org.everswarm.protocol.receipt;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Makes receipt tokens.
 *
 * <p>Thread-safe. Signatures are deterministic (RFC 8032): the same receipt is the same token.
 */
public final class ReceiptSigner {

  /** Not-after of a receipt that does not end. */
  public static final long NEVER = 0xFFFF_FFFFL;

  private final ReceiptPrivateKey key;
  private final byte[] publicBytes;

  public ReceiptSigner(ReceiptPrivateKey key) {
    this.key = key;
    this.publicBytes = key.publicKey().bytes();
  }

  /** The key that checks what this signs. */
  public ReceiptPublicKey publicKey() {
    return key.publicKey();
  }

  /**
   * The token of a receipt.
   *
   * @param bundleId what it opens; 0 for swarm-nodes, and for them only
   * @param receiptId 64 random bits
   * @param notAfterHours the hour since 1970 at whose beginning it ends, or {@link #NEVER}
   */
  public ReceiptToken sign(long bundleId, long receiptId, long notAfterHours, ReceiptKind kind) {
    if (notAfterHours < 0 || notAfterHours > NEVER) {
      throw new IllegalArgumentException("a receipt cannot end in hour " + notAfterHours);
    }
    if ((bundleId == 0) != (kind == ReceiptKind.SWARM_NODE)) {
      throw new IllegalArgumentException(
          "bundle 0 is for receipts of swarm-nodes, and they have no other");
    }
    byte[] signed = TokenLayout.unsigned(key.keyId(), bundleId, receiptId, notAfterHours, kind);
    int length = TokenLayout.SIGNATURE;
    Ed25519.sign(key.seed(), 0, publicBytes, 0, signed, 0, length, signed, length);
    ReceiptToken token = ReceiptToken.wellFormed(signed);
    if (token == null) {
      throw new AssertionError("a fresh token is well formed");
    }
    return token;
  }
}

package org.everswarm.tracker.gate;

import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * What a well-formed receipt says: plain fields, filled again for every request. Confined to one
 * thread.
 */
@SuppressWarnings("EnumOrdinal") // In memory only.
public final class KnownReceipt {

  private static final ReceiptKind[] KINDS = ReceiptKind.values();

  /** Which key signed it. */
  int keyId;

  /** The bundle it opens; 0 for swarm-nodes. */
  long bundleId;

  /** What revocation names. */
  long receiptId;

  /** See {@link ReceiptToken#notAfterHours}. */
  long notAfterHours;

  /** Whom it serves. */
  ReceiptKind kind = ReceiptKind.BUYER;

  /** The hash by which it was looked up. */
  long hash0;

  /** See {@link #hash0}. */
  long hash1;

  /** Takes over what a token says. */
  public void set(ReceiptToken token) {
    bundleId = token.bundleId();
    receiptId = token.receiptId();
    notAfterHours = token.notAfterHours();
    keyId = token.keyId();
    kind = token.kind();
  }

  /** What revocation names. */
  public long receiptId() {
    return receiptId;
  }

  /** See {@link ReceiptToken#notAfterHours}. */
  public long notAfterHours() {
    return notAfterHours;
  }

  /** All but the ids, in one word that {@link #unpack} reads. */
  static long pack(ReceiptToken token) {
    return (token.notAfterHours() << 32) | ((long) token.keyId() << 8) | token.kind().ordinal();
  }

  void unpack(long packed) {
    notAfterHours = packed >>> 32;
    keyId = (int) (packed >>> 8) & 0xFF;
    kind = KINDS[(int) packed & 0xFF];
  }
}

package org.everswarm.tracker.shop.receipts;

import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Signs tokens with the newest of the shop's keys; which that is may change from call to call.
 * Thread-safe; takes some 50 microseconds.
 */
@FunctionalInterface
public interface Signer {

  /** As {@link org.everswarm.protocol.receipt.ReceiptSigner#sign}. */
  ReceiptToken sign(long bundleId, long receiptId, long notAfterHours, ReceiptKind kind);
}

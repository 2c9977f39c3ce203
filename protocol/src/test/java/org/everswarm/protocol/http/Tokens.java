package org.everswarm.protocol.http;

import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;

/** Two genuine tokens. */
final class Tokens {

  static final ReceiptToken ONE = sign(1);
  static final ReceiptToken OTHER = sign(2);

  private Tokens() {}

  private static ReceiptToken sign(long receiptId) {
    ReceiptPrivateKey key =
        ReceiptPrivateKey.parseLine(
            "everswarm receipt private key 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    return new ReceiptSigner(key).sign(7, receiptId, 500_000, ReceiptKind.BUYER);
  }
}

package org.everswarm.tracker.gate;

import java.security.SecureRandom;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/** Makes tokens, genuine and not. */
public final class Receipts {

  public static final long BUNDLE = 0xB0B0_0000_0000_0001L;

  private Receipts() {}

  public static ReceiptSigner signer(int keyId) {
    return new ReceiptSigner(ReceiptPrivateKey.generate(keyId, new SecureRandom()));
  }

  public static ReceiptToken buyer(ReceiptSigner signer, long receiptId) {
    return signer.sign(BUNDLE, receiptId, ReceiptSigner.NEVER, ReceiptKind.BUYER);
  }

  /** A token that looks like one of {@code signer}, and is not. */
  public static ReceiptToken forged(ReceiptSigner signer, long receiptId) {
    return buyer(signer(signer.publicKey().keyId()), receiptId);
  }

  /** A token with one bit of its text's character {@code at} changed; null if malformed. */
  public static @Nullable ReceiptToken tampered(ReceiptToken token, int at) {
    StringBuilder text = new StringBuilder(token.text());
    text.setCharAt(at, text.charAt(at) == 'A' ? 'B' : 'A');
    return ReceiptToken.parse(text);
  }
}

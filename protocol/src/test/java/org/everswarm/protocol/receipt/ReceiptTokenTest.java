package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class ReceiptTokenTest {

  @Test
  void readsWhatTheSignerMade() {
    ReceiptPrivateKey key = ReceiptPrivateKey.generate(200, new SecureRandom());
    ReceiptToken signed = new ReceiptSigner(key).sign(7, -8, 500_000, ReceiptKind.BUYER);

    ReceiptToken read = ReceiptToken.parse(signed.text());

    assertNotNull(read);
    assertEquals(signed, read);
    assertEquals(200, read.keyId());
    assertEquals(7, read.bundleId());
    assertEquals(-8, read.receiptId());
    assertEquals(500_000, read.notAfterHours());
    assertEquals(ReceiptKind.BUYER, read.kind());
    assertTrue(new ReceiptVerifier(key.publicKey()).verify(read));
  }
}

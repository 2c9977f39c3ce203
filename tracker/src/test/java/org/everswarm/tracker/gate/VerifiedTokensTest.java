package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

  private final ReceiptSigner signer = Receipts.signer(1);

  @Test
  void remembersWhatWasAdded() {
    VerifiedTokens verified = tokens(1000);
    ReceiptToken token = Receipts.buyer(signer, 1);
    assertFalse(verified.contains(token));
    verified.add(token);
    verified.add(token);

    assertTrue(verified.contains(token));
    assertEquals(1, verified.size());
    assertFalse(verified.contains(Receipts.buyer(signer, 2)));
  }

  @Test
  void takesNoTokenForAnotherThatDiffersInOneCharacter() {
    VerifiedTokens verified = tokens(1000);
    ReceiptToken token = Receipts.buyer(signer, 1);
    verified.add(token);
    for (int at = 0; at < ReceiptToken.TEXT_LENGTH; at++) {
      ReceiptToken other = Receipts.tampered(token, at);
      assertFalse(other != null && !other.equals(token) && verified.contains(other), "at " + at);
    }
  }

  @Test
  void holdsNoMoreThanItHasRoomForAndAlwaysTheLatest() {
    VerifiedTokens verified = tokens(16);
    for (int receipt = 0; receipt < 500; receipt++) {
      ReceiptToken token = Receipts.buyer(signer, receipt);
      verified.add(token);
      assertTrue(verified.contains(token));
    }
    assertEquals(16, verified.size());
  }

  private static VerifiedTokens tokens(int room) {
    return new VerifiedTokens(room, new SipHash(1, 2), new SipHash(3, 4));
  }
}

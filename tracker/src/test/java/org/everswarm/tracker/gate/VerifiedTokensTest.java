package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.receipt.ReceiptKind;
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
  void recallsWhatAKnownTokenSaysFromItsCharacters() {
    VerifiedTokens verified = tokens(1000);
    KnownReceipt known = new KnownReceipt();
    for (ReceiptKind kind : ReceiptKind.values()) {
      long bundle = kind == ReceiptKind.SWARM_NODE ? 0 : 0x8123_4567_89ab_cdefL;
      for (long hours : new long[] {0, 1, 500_000, ReceiptSigner.NEVER}) {
        ReceiptToken token = signer.sign(bundle, -hours, hours, kind);
        byte[] text = ("ab" + token.text()).getBytes(StandardCharsets.US_ASCII);
        assertFalse(verified.recall(text, 2, known));
        verified.add(token);

        assertTrue(verified.recall(text, 2, known));
        assertEquals(bundle, known.bundleId);
        assertEquals(-hours, known.receiptId());
        assertEquals(hours, known.notAfterHours());
        assertEquals(1, known.keyId);
        assertEquals(kind, known.kind);
      }
    }
  }

  @Test
  void recallsNothingForCharactersThatDifferInOneBit() {
    VerifiedTokens verified = tokens(1000);
    ReceiptToken token = Receipts.buyer(signer, 1);
    verified.add(token);
    byte[] text = token.text().getBytes(StandardCharsets.US_ASCII);
    KnownReceipt known = new KnownReceipt();
    for (int bit = 0; bit < 8 * text.length; bit++) {
      text[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(verified.recall(text, 0, known), "bit " + bit);
      text[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertTrue(verified.recall(text, 0, known));
  }

  @Test
  void neverMixesTwoTokensWhileTheyReplaceEachOther() throws Exception {
    VerifiedTokens verified = tokens(4);
    ReceiptToken[] tokens = new ReceiptToken[16];
    byte[][] texts = new byte[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = signer.sign(1000 + i, 2000 + i, 3000 + i, ReceiptKind.BUYER);
      texts[i] = tokens[i].text().getBytes(StandardCharsets.US_ASCII);
    }
    AtomicBoolean done = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 300_000; i++) {
                verified.add(tokens[i % tokens.length]);
              }
              done.set(true);
            });
    writer.start();
    KnownReceipt known = new KnownReceipt();
    int recalled = 0;
    for (int i = 0; !done.get() || i < 1000; i++) {
      int which = i % tokens.length;
      if (verified.recall(texts[which], 0, known)) {
        recalled++;
        assertEquals(1000 + which, known.bundleId);
        assertEquals(2000 + which, known.receiptId());
        assertEquals(3000 + which, known.notAfterHours());
      }
    }
    writer.join();
    assertTrue(recalled > 0);
  }

  @Test
  void losesNobodyForGoodWhileItIsNotFull() {
    VerifiedTokens verified = tokens(256);
    ReceiptToken[] tokens = new ReceiptToken[128];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Receipts.buyer(signer, i);
    }
    int lost = 0;
    for (int round = 0; round < 10; round++) {
      lost = 0;
      for (ReceiptToken token : tokens) {
        lost += verified.contains(token) ? 0 : 1;
        verified.add(token);
      }
    }
    assertEquals(0, lost);
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
    return new VerifiedTokens(room, new TokenHash(1, 2));
  }
}

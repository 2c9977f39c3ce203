package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class RevocationTest {

  @Test
  void isOverOnlyWhenEveryClockWithinTheMarginFindsTheReceiptExpired() {
    long end = 500_000;
    Revocation revocation = new Revocation(1, end);
    ReceiptToken token =
        new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()))
            .sign(7, 1, end, ReceiptKind.BUYER);
    long first = end + Revocation.MARGIN_HOURS;
    assertFalse(revocation.isOver(first - 1));
    assertTrue(revocation.isOver(first));
    assertTrue(token.expiredAt(first - Revocation.MARGIN_HOURS), "a clock that is behind so far");
  }

  @Test
  void isNeverOverOfAReceiptThatDoesNotEnd() {
    assertFalse(Revocation.forEver(1).isOver(Long.MAX_VALUE));
    assertTrue(new Revocation(1, ReceiptSigner.NEVER - 1).isOver(ReceiptSigner.NEVER + 47));
  }

  @Test
  void refusesAnEndThatNoReceiptCanHave() {
    assertThrows(IllegalArgumentException.class, () -> new Revocation(1, -1));
    assertThrows(IllegalArgumentException.class, () -> new Revocation(1, 1L << 32));
  }
}

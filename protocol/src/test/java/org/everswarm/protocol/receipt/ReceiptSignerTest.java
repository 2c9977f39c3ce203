package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReceiptSignerTest {

  private final ReceiptSigner signer = new ReceiptSigner(Keys.counting(0, 0));

  @Test
  void signsTheSameReceiptWithTheSameToken() {
    ReceiptToken first = signer.sign(1, 2, 3, ReceiptKind.BUYER);
    assertEquals(first, signer.sign(1, 2, 3, ReceiptKind.BUYER));
  }

  @Test
  void refusesHoursThatDoNotFit() {
    assertThrows(IllegalArgumentException.class, () -> signer.sign(1, 2, -1, ReceiptKind.BUYER));
    assertThrows(
        IllegalArgumentException.class,
        () -> signer.sign(1, 2, ReceiptSigner.NEVER + 1, ReceiptKind.BUYER));
  }

  @Test
  void givesSwarmNodesNoBundleAndOthersOne() {
    assertThrows(
        IllegalArgumentException.class, () -> signer.sign(1, 2, 3, ReceiptKind.SWARM_NODE));
    assertThrows(IllegalArgumentException.class, () -> signer.sign(0, 2, 3, ReceiptKind.BUYER));
    assertThrows(IllegalArgumentException.class, () -> signer.sign(0, 2, 3, ReceiptKind.PUBLISHER));
  }
}

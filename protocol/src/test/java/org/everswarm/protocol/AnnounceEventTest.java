package org.everswarm.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AnnounceEventTest {

  @Test
  void udpIdsAreThoseOfBep15() {
    assertEquals(AnnounceEvent.NONE, AnnounceEvent.ofUdpId(0));
    assertEquals(AnnounceEvent.COMPLETED, AnnounceEvent.ofUdpId(1));
    assertEquals(AnnounceEvent.STARTED, AnnounceEvent.ofUdpId(2));
    assertEquals(AnnounceEvent.STOPPED, AnnounceEvent.ofUdpId(3));
    for (AnnounceEvent event : AnnounceEvent.values()) {
      assertEquals(event, AnnounceEvent.ofUdpId(event.udpId()));
    }
  }

  @Test
  void unknownUdpIdsNameNoEvent() {
    assertNull(AnnounceEvent.ofUdpId(-1));
    assertNull(AnnounceEvent.ofUdpId(5));
    assertNull(AnnounceEvent.ofUdpId(Integer.MIN_VALUE));
  }

  @Test
  void onlyTheFreeGateIsOpen() {
    assertFalse(Gate.FREE.needsReceipt());
    assertTrue(Gate.EMAIL.needsReceipt());
    assertTrue(Gate.PAID.needsReceipt());
  }
}

package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.everswarm.protocol.Gate;
import org.junit.jupiter.api.Test;

class GateIdsTest {

  private static final long BUNDLE = 0x0123_4567_89AB_CDEFL;

  @Test
  void whatIsPaidForIsOpenedByTheBundleItself() {
    assertEquals(BUNDLE, GateIds.of(BUNDLE, Gate.PAID));
  }

  @Test
  void whatIsFreeIsOpenedByNothing() {
    assertEquals(0, GateIds.of(BUNDLE, Gate.FREE));
  }

  /** Pinned: another value would shut out everyone who left an address before. */
  @Test
  void anAddressOpensAnIdOfItsOwnThatNeverChanges() {
    assertEquals("eb6c4f2fd156688a", BundleIds.hex(GateIds.of(BUNDLE, Gate.EMAIL)));
  }
}

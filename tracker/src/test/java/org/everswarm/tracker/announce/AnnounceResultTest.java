package org.everswarm.tracker.announce;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnnounceResultTest {

  @ParameterizedTest
  @EnumSource(AnnounceResult.class)
  void givesAReasonThatFitsOnEveryWire(AnnounceResult result) {
    for (Transport transport : Transport.values()) {
      String reason = result.reason(transport);
      assertEquals(result == AnnounceResult.OK, reason.isEmpty());
      assertTrue(reason.length() <= 100, reason);
      assertTrue(US_ASCII.newEncoder().canEncode(reason), reason);
    }
  }

  /** Transmission never announces again after either word. */
  @ParameterizedTest
  @EnumSource(AnnounceResult.class)
  void saysUnregisteredOnlyOfUnknownTorrents(AnnounceResult result) {
    for (Transport transport : Transport.values()) {
      String reason = result.reason(transport);
      assertEquals(result == AnnounceResult.UNREGISTERED, reason.contains("unregistered"));
      assertFalse(reason.contains("not registered"));
    }
  }

  @ParameterizedTest
  @EnumSource(AnnounceResult.class)
  void hasALabelOfItsOwn(AnnounceResult result) {
    Set<String> others = new HashSet<>();
    for (AnnounceResult other : AnnounceResult.values()) {
      others.add(other == result ? "" : other.label());
    }
    assertFalse(others.contains(result.label()));
    assertTrue(result.label().matches("[a-z_]+"));
  }

  @ParameterizedTest
  @EnumSource(AnnounceResult.class)
  void tellsAUdpClientWithoutReceiptToUseTheWeb(AnnounceResult result) {
    assertEquals(
        result == AnnounceResult.RECEIPT_MISSING, result.reason(Transport.UDP).contains("HTTPS"));
  }
}

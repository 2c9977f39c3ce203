package org.everswarm.tracker.gate;

import static org.everswarm.tracker.gate.SharingVerdict.FINE;
import static org.everswarm.tracker.gate.SharingVerdict.FROZEN;
import static org.everswarm.tracker.gate.SharingVerdict.WARN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class SharingLimitsTest {

  private static final long HOURS = 490_000;

  private final SharingLimits limits = new SharingLimits(100, 5, 20, new SipHash(1, 2));

  @Test
  void warnsFromTheFifthNetworkAndFreezesFromTheTwentieth() {
    for (int network = 1; network <= 30; network++) {
      SharingVerdict verdict = limits.note(1, ipv4(network, 1), HOURS);
      assertEquals(network < 5 ? FINE : network < 20 ? WARN : FROZEN, verdict);
    }
  }

  @Test
  void countsANetworkOnceHoweverManyHostsItHas() {
    for (int host = 0; host < 256; host++) {
      assertEquals(FINE, limits.note(1, ipv4(7, host), HOURS));
      assertEquals(FINE, limits.note(1, ipv6(7, host), HOURS));
    }
  }

  @Test
  void takesAnIpv6SiteForOneNetwork() {
    for (int subnet = 0; subnet < 100; subnet++) {
      IpAddress source = new IpAddress(0x2001_0db8_0001_0000L + subnet, subnet);
      assertEquals(FINE, limits.note(1, source, HOURS));
    }
    for (int site = 2; site < 6; site++) {
      limits.note(1, ipv6(site, 1), HOURS);
    }
    assertEquals(WARN, limits.note(1, ipv6(2, 1), HOURS));
  }

  @Test
  void takesADualStackClientForOne() {
    for (int network = 1; network <= 4; network++) {
      assertEquals(FINE, limits.note(1, ipv4(network, 1), HOURS));
      assertEquals(FINE, limits.note(1, ipv6(network, 1), HOURS));
    }
    assertEquals(WARN, limits.note(1, ipv6(5, 1), HOURS));
    assertEquals(WARN, limits.note(1, ipv4(5, 1), HOURS));
  }

  @Test
  void forgetsANetworkADayAfterItsLastUse() {
    for (int network = 1; network <= 5; network++) {
      limits.note(1, ipv4(network, 1), HOURS);
    }
    limits.note(1, ipv4(1, 1), HOURS + 10);
    assertEquals(WARN, limits.note(1, ipv4(1, 1), HOURS + 24));
    assertEquals(FINE, limits.note(1, ipv4(1, 1), HOURS + 25));
  }

  @Test
  void staysFrozenWhileManyGoOnAndThawsWhenTheyStop() {
    for (int hour = 0; hour < 100; hour++) {
      for (int network = 1; network <= 25; network++) {
        limits.note(1, ipv4(network, 1), HOURS + hour);
      }
      assertEquals(FROZEN, limits.note(1, ipv4(1, 1), HOURS + hour));
    }
    assertEquals(FINE, limits.note(1, ipv4(1, 1), HOURS + 99 + 25));
  }

  @Test
  void judgesEachReceiptByItsOwnUse() {
    for (int network = 1; network <= 20; network++) {
      limits.note(1, ipv4(network, 1), HOURS);
    }
    assertEquals(FINE, limits.note(2, ipv4(1, 1), HOURS));
    assertEquals(FROZEN, limits.note(1, ipv4(1, 1), HOURS));
  }

  @Test
  void forgetsTheReceiptUnheardOfForLongestWhenItIsFull() {
    SharingLimits tiny = new SharingLimits(8, 5, 20, new SipHash(1, 2));
    for (int network = 1; network <= 20; network++) {
      tiny.note(1, ipv4(network, 1), HOURS + 1);
    }
    for (int receipt = 2; receipt <= 8; receipt++) {
      tiny.note(receipt, ipv4(1, 1), HOURS);
    }
    for (int receipt = 9; receipt <= 15; receipt++) {
      tiny.note(receipt, ipv4(1, 1), HOURS + 1);
    }
    assertEquals(FROZEN, tiny.note(1, ipv4(1, 1), HOURS + 1));
  }

  @Test
  void repeatsTheVerdictOfTheLastUseUntilAnotherNetworkChangesIt() {
    for (int network = 1; network <= 4; network++) {
      limits.note(1, ipv4(network, 1), HOURS);
      assertEquals(FINE, limits.note(1, ipv4(network, 2), HOURS));
    }
    limits.note(1, ipv4(5, 1), HOURS);
    assertEquals(WARN, limits.note(1, ipv4(5, 2), HOURS), "the same again");
    assertEquals(WARN, limits.note(1, ipv4(4, 1), HOURS), "a former one");
    assertEquals(FINE, limits.note(1, ipv4(4, 1), HOURS + 25), "the same, a day later");
    assertEquals(FINE, limits.note(2, ipv4(4, 1), HOURS), "another receipt");
  }

  private static IpAddress ipv4(int network, int host) {
    return IpAddress.ofIpv4(0x0A00_0000 + (network << 8) + host);
  }

  private static IpAddress ipv6(int site, int host) {
    return new IpAddress(0x2001_0db8_0000_0000L + ((long) site << 16), host);
  }
}

package org.everswarm.tracker.gate;

import static org.everswarm.tracker.gate.SharingVerdict.FINE;
import static org.everswarm.tracker.gate.SharingVerdict.FROZEN;
import static org.everswarm.tracker.gate.SharingVerdict.WARN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class SharingLimitsTest {

  private static final long HOURS = 490_000;

  private final SharingLimits limits = new SharingLimits(100, 5, 20, new SipHash(1, 2));

  @Test
  void warnsFromTheFifthNetworkAndFreezesFromTheTwentieth() {
    for (int network = 1; network <= 30; network++) {
      SharingVerdict verdict = note(limits, 1, ipv4(network, 1), HOURS);
      assertEquals(network < 5 ? FINE : network < 20 ? WARN : FROZEN, verdict);
    }
  }

  @Test
  void tellsWhichReceiptsAreFrozenWhereverTheyAreUsed() {
    List<Long> frozen = new ArrayList<>();
    limits.onFrozen(frozen::add);
    for (int network = 1; network <= 19; network++) {
      note(limits, 1, ipv4(network, 1), HOURS);
      limits.merge(2, network, HOURS, HOURS);
    }
    assertEquals(List.of(), frozen);
    note(limits, 1, ipv4(20, 1), HOURS);
    note(limits, 1, ipv4(20, 2), HOURS);
    limits.merge(2, 20, HOURS, HOURS);
    assertEquals(List.of(1L, 2L), frozen);
  }

  @Test
  void countsANetworkOnceHoweverManyHostsItHas() {
    for (int host = 0; host < 256; host++) {
      assertEquals(FINE, note(limits, 1, ipv4(7, host), HOURS));
      assertEquals(FINE, note(limits, 1, ipv6(7, host), HOURS));
    }
  }

  @Test
  void takesAnIpv6SiteForOneNetwork() {
    for (int subnet = 0; subnet < 100; subnet++) {
      IpAddress source = new IpAddress(0x2001_0db8_0001_0000L + subnet, subnet);
      assertEquals(FINE, note(limits, 1, source, HOURS));
    }
    for (int site = 2; site < 6; site++) {
      note(limits, 1, ipv6(site, 1), HOURS);
    }
    assertEquals(WARN, note(limits, 1, ipv6(2, 1), HOURS));
  }

  @Test
  void takesADualStackClientForOne() {
    for (int network = 1; network <= 4; network++) {
      assertEquals(FINE, note(limits, 1, ipv4(network, 1), HOURS));
      assertEquals(FINE, note(limits, 1, ipv6(network, 1), HOURS));
    }
    assertEquals(WARN, note(limits, 1, ipv6(5, 1), HOURS));
    assertEquals(WARN, note(limits, 1, ipv4(5, 1), HOURS));
  }

  @Test
  void forgetsANetworkADayAfterItsLastUse() {
    for (int network = 1; network <= 5; network++) {
      note(limits, 1, ipv4(network, 1), HOURS);
    }
    note(limits, 1, ipv4(1, 1), HOURS + 10);
    assertEquals(WARN, note(limits, 1, ipv4(1, 1), HOURS + 24));
    assertEquals(FINE, note(limits, 1, ipv4(1, 1), HOURS + 25));
  }

  @Test
  void staysFrozenWhileManyGoOnAndThawsWhenTheyStop() {
    for (int hour = 0; hour < 100; hour++) {
      for (int network = 1; network <= 25; network++) {
        note(limits, 1, ipv4(network, 1), HOURS + hour);
      }
      assertEquals(FROZEN, note(limits, 1, ipv4(1, 1), HOURS + hour));
    }
    assertEquals(FINE, note(limits, 1, ipv4(1, 1), HOURS + 99 + 25));
  }

  @Test
  void judgesEachReceiptByItsOwnUse() {
    for (int network = 1; network <= 20; network++) {
      note(limits, 1, ipv4(network, 1), HOURS);
    }
    assertEquals(FINE, note(limits, 2, ipv4(1, 1), HOURS));
    assertEquals(FROZEN, note(limits, 1, ipv4(1, 1), HOURS));
  }

  @Test
  void forgetsTheReceiptUnheardOfForLongestWhenItIsFull() {
    SharingLimits tiny = new SharingLimits(8, 5, 20, new SipHash(1, 2));
    for (int network = 1; network <= 20; network++) {
      note(tiny, 1, ipv4(network, 1), HOURS + 1);
    }
    for (int receipt = 2; receipt <= 8; receipt++) {
      note(tiny, receipt, ipv4(1, 1), HOURS);
    }
    for (int receipt = 9; receipt <= 15; receipt++) {
      note(tiny, receipt, ipv4(1, 1), HOURS + 1);
    }
    assertEquals(FROZEN, note(tiny, 1, ipv4(1, 1), HOURS + 1));
  }

  @Test
  void repeatsTheVerdictOfTheLastUseUntilAnotherNetworkChangesIt() {
    for (int network = 1; network <= 4; network++) {
      note(limits, 1, ipv4(network, 1), HOURS);
      assertEquals(FINE, note(limits, 1, ipv4(network, 2), HOURS));
    }
    note(limits, 1, ipv4(5, 1), HOURS);
    assertEquals(WARN, note(limits, 1, ipv4(5, 2), HOURS), "the same again");
    assertEquals(WARN, note(limits, 1, ipv4(4, 1), HOURS), "a former one");
    assertEquals(FINE, note(limits, 1, ipv4(4, 1), HOURS + 25), "the same, a day later");
    assertEquals(FINE, note(limits, 2, ipv4(4, 1), HOURS), "another receipt");
  }

  @Test
  void tellsAUseOnceUntilFourHoursBegin() {
    List<String> told = told(limits);
    for (int repeat = 0; repeat < 3; repeat++) {
      note(limits, 1, ipv4(7, repeat), HOURS);
      note(limits, 1, ipv4(8, repeat), HOURS);
      note(limits, 1, ipv6(7, repeat), HOURS + 3);
      note(limits, 2, ipv4(7, repeat), HOURS + 3);
    }
    assertEquals(4, told.size(), told::toString);
    note(limits, 1, ipv4(7, 1), HOURS + 3);
    assertEquals(4, told.size());
    note(limits, 1, ipv4(7, 1), HOURS + 4);
    assertEquals(5, told.size());
    assertEquals("1 " + network(ipv4(7, 1)) + " " + (HOURS + 4), told.get(4));
  }

  @Test
  void tellsNothingMoreOfAFrozenReceipt() {
    List<String> told = told(limits);
    for (int network = 1; network <= 100; network++) {
      note(limits, 1, ipv4(network, 1), HOURS);
      note(limits, 1, ipv4(network, 1), HOURS);
    }
    assertEquals(20, told.size());
  }

  @Test
  void countsWhatOtherNodesToldAndTellsItToNobody() {
    List<String> told = told(limits);
    assertEquals(FINE, note(limits, 1, ipv4(1, 1), HOURS));
    for (int network = 2; network <= 20; network++) {
      assertTrue(limits.merge(1, network(ipv4(network, 1)), HOURS, HOURS));
      SharingVerdict verdict = network < 5 ? FINE : network < 20 ? WARN : FROZEN;
      assertEquals(verdict, note(limits, 1, ipv4(1, 1), HOURS), "the same use again");
    }
    note(limits, 1, ipv4(20, 1), HOURS);
    assertEquals(1, told.size());
  }

  @Test
  void takesInOnlyUsesOfTheLastDay() {
    long network = network(ipv4(1, 1));
    assertFalse(limits.merge(1, network, HOURS - 25, HOURS));
    assertTrue(limits.merge(1, network, HOURS - 24, HOURS));
    assertTrue(limits.merge(1, network, HOURS + 1, HOURS), "another clock");
    assertFalse(limits.merge(1, network, HOURS + 2, HOURS));
    assertFalse(limits.merge(1, -1, HOURS, HOURS), "no network");
    assertFalse(limits.merge(1, network, Long.MIN_VALUE, HOURS));
    assertFalse(limits.merge(1, network, Long.MAX_VALUE, HOURS));
  }

  @Test
  void anOlderUseThatIsToldLateDoesNotMakeANetworkOlder() {
    for (int network = 1; network <= 5; network++) {
      note(limits, 1, ipv4(network, 1), HOURS);
      limits.merge(1, network(ipv4(network, 1)), HOURS - 20, HOURS);
    }
    assertEquals(WARN, note(limits, 1, ipv4(5, 1), HOURS + 20));
  }

  @Test
  void tellsTheUsesOfTheLastDayToANewNodeWhichThenJudgesAlike() {
    for (int network = 1; network <= 5; network++) {
      note(limits, 1, ipv4(network, 1), HOURS + network);
      note(limits, 2, ipv6(network, 1), HOURS - 20);
    }
    limits.merge(1, network(ipv4(9, 1)), HOURS + 6, HOURS + 5);
    SharingLimits fresh = new SharingLimits(100, 5, 20, new SipHash(3, 4));
    List<String> copy = new ArrayList<>();
    for (int part = 0; part < SharingLimits.PARTS; part++) {
      limits.forEach(
          part,
          HOURS + 5,
          (id, network, hours) -> {
            copy.add(id + " " + network + " " + hours);
            assertTrue(fresh.merge(id, network, hours, HOURS + 5));
          });
    }
    assertEquals(6, copy.size(), "those of receipt 2 are too old");
    assertTrue(copy.contains("1 " + network(ipv4(9, 1)) + " " + (HOURS + 6)));
    assertTrue(copy.contains("1 " + network(ipv4(1, 1)) + " " + (HOURS + 1)));
    assertEquals(WARN, note(fresh, 1, ipv4(1, 1), HOURS + 5));
    assertEquals(FINE, note(fresh, 2, ipv4(1, 1), HOURS + 5));
  }

  @Test
  void aFullSetKeepsWhatIsNewerThanWhatOthersTell() {
    SharingLimits tiny = new SharingLimits(8, 5, 20, new SipHash(1, 2));
    for (int receipt = 1; receipt <= 8; receipt++) {
      for (int network = 1; network <= 5; network++) {
        note(tiny, receipt, ipv4(network, 1), HOURS);
      }
    }
    for (int receipt = 11; receipt <= 18; receipt++) {
      assertTrue(tiny.merge(receipt, network(ipv4(1, 1)), HOURS - 1, HOURS));
    }
    for (int receipt = 1; receipt <= 8; receipt++) {
      assertEquals(WARN, note(tiny, receipt, ipv4(5, 1), HOURS));
    }
  }

  @Property(tries = 300)
  void nodesThatTellEachOtherInAnyOrderCountAlike(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 399) Integer> uses,
      @ForAll Random random) {
    SharingLimits one = new SharingLimits(100, 5, 20, new SipHash(1, 2));
    SharingLimits other = new SharingLimits(100, 5, 20, new SipHash(3, 4));
    List<Runnable> wire = new ArrayList<>();
    one.onUse((id, network, hours) -> wire.add(() -> other.merge(id, network, hours, HOURS)));
    other.onUse((id, network, hours) -> wire.add(() -> one.merge(id, network, hours, HOURS)));
    for (int use : uses) {
      SharingLimits node = use % 2 == 0 ? one : other;
      note(node, 1 + use / 2 % 2, ipv4(use / 4 % 100, 1), HOURS);
    }
    List<Runnable> twice = new ArrayList<>(wire);
    twice.addAll(wire);
    Collections.shuffle(twice, random);
    twice.forEach(Runnable::run);
    for (int receipt = 1; receipt <= 2; receipt++) {
      assertEquals(note(one, receipt, ipv6(1, 1), HOURS), note(other, receipt, ipv6(1, 1), HOURS));
    }
  }

  private static List<String> told(SharingLimits limits) {
    List<String> told = new ArrayList<>();
    limits.onUse((id, network, hours) -> told.add(id + " " + network + " " + hours));
    return told;
  }

  private static long network(IpAddress address) {
    return ReceiptNetworks.network(address.high(), address.low());
  }

  private static IpAddress ipv4(int network, int host) {
    return IpAddress.ofIpv4(0x0A00_0000 + (network << 8) + host);
  }

  private static IpAddress ipv6(int site, int host) {
    return new IpAddress(0x2001_0db8_0000_0000L + ((long) site << 16), host);
  }

  private static SharingVerdict note(
      SharingLimits limits, long receiptId, IpAddress source, long epochHours) {
    return limits.note(receiptId, source.high(), source.low(), epochHours);
  }
}

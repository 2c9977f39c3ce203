package org.everswarm.tracker.announce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoopCountersTest {

  private final TrafficCounters traffic = new TrafficCounters();
  private final LoopCounters one = traffic.newLoop();
  private final LoopCounters two = traffic.newLoop();

  @Test
  void sumsAllLoopsAndKeepsEveryKindApart() {
    int n = 0;
    for (Transport transport : Transport.values()) {
      for (AnnounceResult result : AnnounceResult.values()) {
        n++;
        for (int i = 0; i < n; i++) {
          one.announced(transport, true, result);
          two.announced(transport, true, result);
          two.announced(transport, false, result);
          two.scraped(transport, i % 2 == 0, result);
        }
      }
    }
    n = 0;
    for (Transport transport : Transport.values()) {
      for (AnnounceResult result : AnnounceResult.values()) {
        n++;
        assertEquals(n + n, traffic.announces(transport, true, result));
        assertEquals(n, traffic.announces(transport, false, result));
        assertEquals((n + 1) / 2, traffic.scrapes(transport, true, result));
        assertEquals(n / 2, traffic.scrapes(transport, false, result));
      }
    }
  }

  @Test
  void countsConnectsAndDrops() {
    one.connected(true);
    two.connected(true);
    two.connected(false);
    one.dropped(DropReason.CONNECTION_ID);

    assertEquals(2, traffic.connects(true));
    assertEquals(1, traffic.connects(false));
    assertEquals(1, traffic.drops(DropReason.CONNECTION_ID));
    assertEquals(0, traffic.drops(DropReason.BUSY));
  }

  @Test
  void keepsEveryReasonOfARejectionApart() {
    one.rejected(HttpRejection.MALFORMED);
    two.rejected(HttpRejection.MALFORMED);
    two.rejected(HttpRejection.UNTRUSTED);

    assertEquals(2, traffic.rejections(HttpRejection.MALFORMED));
    assertEquals(1, traffic.rejections(HttpRejection.UNTRUSTED));
    assertEquals(0, traffic.rejections(HttpRejection.CONNECTION_LIMIT));
  }

  @Test
  void putsADurationInTheFirstBucketThatHoldsIt() {
    double[] bounds = TrafficCounters.bucketBoundsSeconds();
    for (double bound : bounds) {
      long nanos = Math.round(bound * 1e9);
      one.timed(Transport.HTTP, nanos);
      one.timed(Transport.HTTP, nanos + 1);
    }
    long[] expected = new long[bounds.length + 1];
    Arrays.fill(expected, 2);
    expected[0] = 1;
    expected[bounds.length] = 1;
    assertArrayEquals(expected, traffic.durations(Transport.HTTP));
    assertEquals(0, Arrays.stream(traffic.durations(Transport.UDP)).sum());
  }

  @Test
  void sumsDurationsInSeconds() {
    one.timed(Transport.UDP, 250_000_000);
    two.timed(Transport.UDP, 2_000_000_000);
    two.timed(Transport.UDP, -5);

    assertEquals(2.25, traffic.durationSumSeconds(Transport.UDP), 1e-9);
    assertEquals(3, Arrays.stream(traffic.durations(Transport.UDP)).sum());
  }

  @Test
  void hasBoundsThatRise() {
    double[] bounds = TrafficCounters.bucketBoundsSeconds();
    double[] sorted = bounds.clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, bounds);
    assertEquals(50e-6, bounds[0]);
    assertEquals(1.0, bounds[bounds.length - 1]);
  }
}

package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void closedLoopFillsItsWindow() {
    Pace pace = Pace.closed(64);
    assertEquals(64, pace.allowance(0, 0));
    assertEquals(1, pace.allowance(0, 63));
    assertEquals(0, pace.allowance(0, 64));
    assertEquals(77, pace.take(77));
  }

  @Test
  void openLoopSendsAtItsRateWhateverHappens() {
    long start = -5 * SECOND;
    Pace pace = Pace.open(10_000, 1_000, start, new SplitMix(7));
    assertEquals(0, pace.allowance(start - 1, 0));
    assertEquals(1, pace.allowance(start + SECOND / 1_000, 0));
    long first = pace.take(start);
    int sent = 1;
    for (long now = start; now < start + SECOND; now += SECOND / 7_777) {
      for (int due = pace.allowance(now, 0); due > 0; due--) {
        assertEquals(first + sent * SECOND / 1_000, pace.take(now));
        sent++;
      }
    }
    assertEquals(1_000.0, sent, 1.0);
  }

  @Test
  void whatIsDueGoesInBursts() {
    Pace pace = Pace.open(10_000, 100_000, 0, new SplitMix(7));
    int sent = 0;
    int bursts = 0;
    for (long now = 0; now < SECOND / 100; now += 1_000) {
      int due = pace.allowance(now, 0);
      bursts += due > 0 ? 1 : 0;
      for (; due > 0; due--) {
        long since = now - pace.take(now);
        assertTrue(since >= 0 && since <= 251_000, () -> since + " ns late");
        sent++;
      }
    }
    assertEquals(1_000, sent, 26);
    assertEquals(40, bursts, 1);
  }

  @Test
  void countsFromWhenARequestWasDueNotFromWhenItCouldGo() {
    Pace pace = Pace.open(100, 1_000, 0, new SplitMix(7));
    long stalled = 3 * SECOND;
    assertEquals(100, pace.allowance(stalled, 0));
    assertEquals(0, pace.allowance(stalled, 100));
    long first = pace.take(stalled);
    assertTrue(first >= 0 && first <= 1_000_000);
    assertEquals(first + 1_000_000, pace.take(stalled));
  }
}

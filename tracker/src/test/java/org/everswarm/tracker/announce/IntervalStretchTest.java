package org.everswarm.tracker.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalStretchTest {

  private static final long SECOND = 1_000_000_000L;

  private final IntervalStretch stretch = new IntervalStretch(1800, 0);
  private long nowNanos;

  @Test
  void aCalmNodeKeepsTheIntervalAsConfigured() {
    busy(0.59, 600);
    assertEquals(1800, stretch.apply(1800));
    assertEquals(1, stretch.factor());
  }

  @Test
  void aNodeThatCanDoNoMoreSendsPeersAwayForFourTimesAsLong() {
    busy(1, 60);
    assertEquals(7200, stretch.apply(1800));
  }

  @Test
  void betweenTheTwoItGrowsInProportion() {
    busy(0.775, 60);
    assertEquals(2.5, stretch.factor(), 0.01);
  }

  @Test
  void aRiseIsTakenAtOnceAndAFallSlowly() {
    busy(1, 30);
    double full = stretch.factor();
    busy(0, 60);
    assertTrue(full > 3.9, "after 30 s of full load: " + full);
    assertTrue(stretch.factor() > 3, "a minute later: " + stretch.factor());
    busy(0, 3600);
    assertEquals(1, stretch.factor());
  }

  @Test
  void noIntervalGrowsBeyondThreeHours() {
    IntervalStretch slow = new IntervalStretch(7200, 0);
    slow.update(1, 3600 * SECOND);
    assertEquals(3 * 3600, slow.apply(7200), 10);
    IntervalStretch slower = new IntervalStretch(86_400, 0);
    slower.update(1, 3600 * SECOND);
    assertEquals(86_400, slower.apply(86_400));
  }

  @Test
  void whoWasSentAwayForLongIsWaitedForWhenIntervalsAreShortAgain() {
    busy(1, 60);
    assertEquals(180, stretch.expiryMinutes(45, 1000));
    busy(0, 7200);
    assertEquals(1, stretch.factor());
    assertEquals(180, stretch.expiryMinutes(45, 1179));
    assertEquals(45, stretch.expiryMinutes(45, 1180));
  }

  @Test
  void whoWasSentAwayForLongByAnotherNodeIsWaitedForHereToo() {
    stretch.elsewhere(2000);
    assertEquals(90, stretch.expiryMinutes(45, 1000));
    assertEquals(1800, stretch.apply(1800));
    stretch.elsewhere(0);
    assertEquals(90, stretch.expiryMinutes(45, 1089));
    assertEquals(45, stretch.expiryMinutes(45, 1090));
  }

  @Property
  void neverShorterThanConfiguredAndNeverMoreThanFourTimes(
      @ForAll @DoubleRange(min = -1, max = 2) double load,
      @ForAll @IntRange(min = 1, max = 86_400) int interval,
      @ForAll @IntRange(max = 100_000) int seconds) {
    IntervalStretch any = new IntervalStretch(interval, 0);
    any.update(load, seconds * SECOND);
    assertTrue(any.apply(interval) >= interval);
    assertTrue(any.apply(interval) <= 4L * interval);
  }

  private void busy(double load, int seconds) {
    for (int i = 0; i < seconds; i++) {
      nowNanos += SECOND;
      stretch.update(load, nowNanos);
    }
  }
}

package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClusterClockTest {

  private long nowMillis = 1_000_000_000;
  private final ClusterClock clock = new ClusterClock(() -> Instant.ofEpochMilli(nowMillis));

  @Test
  void followsTheTimeButNeverBack() {
    assertEquals(nowMillis, clock.stamp());
    nowMillis += 5;
    assertEquals(nowMillis, clock.stamp());
    nowMillis -= 100_000;
    assertEquals(nowMillis + 100_000, clock.stamp());
  }

  @Test
  void isAheadOfWhatItHasSeen() {
    assertTrue(clock.observe(nowMillis + 7_000));
    assertEquals(nowMillis + 7_001, clock.stamp());
    assertTrue(clock.observe(nowMillis + 7_001));
    assertEquals(nowMillis + 7_002, clock.stamp());
    assertTrue(clock.observe(nowMillis));
    assertEquals(nowMillis + 7_002, clock.stamp());
    nowMillis += 8_000;
    assertEquals(nowMillis, clock.stamp());
  }

  @Test
  void doesNotBelieveWhatIsFarAhead() {
    assertTrue(clock.observe(nowMillis + ClusterClock.MOST_AHEAD_MILLIS));
    long stamp = clock.stamp();
    assertFalse(clock.observe(nowMillis + ClusterClock.MOST_AHEAD_MILLIS + 2));
    assertFalse(clock.observe(-1));
    assertEquals(stamp, clock.stamp());
  }

  @Test
  void lateWordsMayBeMovedOnForASecondOfItsOwnTimeWhateverOthersSay() {
    assertTrue(clock.mayMove(clock.stamp(), nowMillis + 1000));
    assertFalse(clock.mayMove(clock.stamp(), nowMillis + 1001));
    clock.observe(nowMillis + 1000);
    assertFalse(clock.mayMove(clock.stamp(), nowMillis + 1006));
    assertTrue(clock.mayMove(clock.stamp(), nowMillis + 1005), "a few, for who is behind");
  }

  @Test
  void goesByAClockThatIsAheadAndBackToItsOwnWithoutStanding() {
    clock.follow(5_000);
    assertEquals(nowMillis + 5_000, clock.stamp());
    long before = clock.stamp();
    for (int round = 0; round < 2; round++) {
      clock.follow(0);
      nowMillis += 5_000;
      assertTrue(clock.stamp() >= before + 2_500);
      before = clock.stamp();
    }
    assertEquals(nowMillis, clock.stamp());
  }

  @Test
  void followsNoClockThatIsBrokenOrBehind() {
    clock.follow(-5_000);
    assertEquals(nowMillis, clock.stamp());
    clock.follow(ClusterClock.MOST_AHEAD_MILLIS + 1);
    assertEquals(nowMillis, clock.stamp());
  }

  @Test
  void countsMinutes() {
    assertEquals(nowMillis / 60_000, clock.minutes());
  }
}

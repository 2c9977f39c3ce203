package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WishTest {

  private static final long NOW = -5_000_000;

  @Test
  void isTriedAgainAfterASecondAndThenEverLaterUpToAMinute() {
    List<Long> delays = new ArrayList<>();
    Wish wish = Wish.of(7, NOW);
    assertEquals(NOW, wish.dueMillis());
    for (int i = 0; i < 100; i++) {
      wish = wish.failed(0, NOW);
      delays.add(wish.dueMillis() - NOW);
    }
    assertEquals(
        List.of(1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L, 60_000L),
        delays.subList(0, 8));
    assertEquals(60_000, delays.get(99));
  }

  @Test
  void isHopelessAfterFiveFailuresInARowButNotWhileItGetsOn() {
    Wish wish = Wish.of(7, NOW);
    for (int i = 1; i <= 20; i++) {
      wish = wish.failed(i, NOW).notYet(NOW);
      assertFalse(wish.isHopeless());
    }
    for (int i = 2; i <= 5; i++) {
      assertFalse(wish.isHopeless());
      wish = wish.failed(20, NOW);
    }
    assertTrue(wish.isHopeless());
    assertEquals(20, wish.stripe());
  }

  @Test
  void isComplainedOfAtFirstAndThenOnceAMinute() {
    Wish wish = Wish.of(7, NOW);
    int told = 0;
    for (int second = 0; second < 180; second++) {
      long now = NOW + second * 1000L;
      told += wish.isToBeTold(now) ? 1 : 0;
      wish = wish.failed(second % 2, now);
    }
    assertEquals(3, told);
  }

  @Test
  void twoAreOneFromTheStartAndTheFartherBackThatWaitsNoLessThanBefore() {
    Wish before = Wish.of(7, NOW).failed(100, NOW).failed(100, NOW);
    Wish both = before.and(Wish.of(9, NOW + 1));
    assertEquals(new Wish(7, 0, 2, 0, NOW + 2000, NOW + 60_000), both);
    assertEquals(both, Wish.of(9, NOW + 1).and(before));
  }
}

package org.everswarm.node.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {

  @Property(tries = 200)
  void waitsLongerEachTimeButNeverLongerThanTheMost(@ForAll long seed) {
    Backoff backoff = new Backoff(3000, new Random(seed));
    long first = backoff.nextMillis(1);
    assertTrue(first >= 50 && first <= 100);
    for (int i = 0; i < 100; i++) {
      long wait = backoff.nextMillis(1);
      assertTrue(wait >= 100 && wait <= 3000);
      assertTrue(i < 6 || wait >= 1500);
    }
    backoff.reset();
    assertTrue(backoff.nextMillis(1) <= 100);
  }

  @Property(tries = 200)
  void triesEveryAddressSoonBeforeItWaitsLonger(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int addresses) {
    Backoff backoff = new Backoff(3000, new Random(seed));
    for (int i = 0; i < addresses; i++) {
      assertTrue(backoff.nextMillis(addresses) <= 100);
    }
    for (int i = 0; i < 20 * addresses; i++) {
      assertTrue(backoff.nextMillis(addresses) <= 1500);
    }
    assertTrue(backoff.nextMillis(addresses) >= 250);
  }
}

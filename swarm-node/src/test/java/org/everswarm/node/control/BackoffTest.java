package org.everswarm.node.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BackoffTest {

  @Property(tries = 200)
  void waitsLongerEachTimeButNeverLongerThanTheMost(@ForAll long seed) {
    Backoff backoff = new Backoff(3000, new Random(seed));
    long first = backoff.nextMillis();
    assertTrue(first >= 100 && first <= 200);
    for (int i = 0; i < 100; i++) {
      long wait = backoff.nextMillis();
      assertTrue(wait >= 200 && wait <= 3000);
      assertTrue(i < 5 || wait >= 1500);
    }
    backoff.reset();
    assertTrue(backoff.nextMillis() <= 200);
  }
}

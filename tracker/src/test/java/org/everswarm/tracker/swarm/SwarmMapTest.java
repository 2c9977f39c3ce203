package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.HashMixer;
import org.junit.jupiter.api.Test;

class SwarmMapTest {

  private final HashMixer mixer = new HashMixer(new SplittableRandom(5));
  private final SwarmMap map = new SwarmMap(mixer);
  private final Map<Integer, Swarm> model = new HashMap<>();

  @Property(tries = 300)
  void holdsWhatAMapWouldHold(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 60) Integer> toggled) {
    SwarmMapTest fresh = new SwarmMapTest();
    for (int number : toggled) {
      fresh.toggle(number);
      fresh.check(61);
    }
  }

  @Test
  void findsTheRestAfterManyWereRemovedAtOnce() {
    for (int number = 0; number < 5000; number++) {
      toggle(number);
    }
    Set<Integer> seen = new HashSet<>();
    map.removeIf(
        swarm -> {
          seen.add(swarm.hash2);
          return swarm.hash2 % 50 != 0;
        });
    assertEquals(5000, seen.size(), "not every swarm was looked at");
    model.keySet().removeIf(number -> number % 50 != 0);
    check(5000);
    map.removeIf(swarm -> true);
    model.clear();
    check(5000);
  }

  @Test
  void tellsHashesApartByEachOfTheirWords() {
    toggle(1);
    long hash = mixer.mix(0, 1, 1);
    assertSame(model.get(1), map.find(hash, 0, 1, 1));
    assertEquals(null, map.find(hash, 1, 1, 1));
    assertEquals(null, map.find(hash, 0, 2, 1));
    assertEquals(null, map.find(hash, 0, 1, 2));
  }

  @Test
  void spreadsHashesThatDifferInOneBitOnly() {
    Set<Long> places = new HashSet<>();
    for (int bit = 0; bit < 160; bit++) {
      long word0 = bit < 64 ? 1L << bit : 0;
      long word1 = bit >= 64 && bit < 128 ? 1L << (bit - 64) : 0;
      int word2 = bit >= 128 ? 1 << (bit - 128) : 0;
      places.add(mixer.mix(word0, word1, word2) >>> 48);
    }
    assertTrue(places.size() > 150, "160 hashes share " + places.size() + " of 65536 places");
  }

  private void toggle(int number) {
    Swarm known = model.remove(number);
    if (known != null) {
      map.remove(known);
    } else {
      Swarm swarm = new Swarm(0, number % 3, number);
      model.put(number, swarm);
      map.add(swarm);
    }
  }

  private void check(int numbers) {
    assertEquals(model.size(), map.size());
    for (int number = 0; number < numbers; number++) {
      long hash = mixer.mix(0, number % 3, number);
      assertSame(model.get(number), map.find(hash, 0, number % 3, number));
    }
  }
}

package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  private final Memory memory = new Memory(64 << 20);
  private final Lines lines = new Lines(memory);
  private final SwarmMap map = new SwarmMap(lines);
  private final Map<Integer, Integer> model = new HashMap<>();

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
    Set<Integer> spent = new HashSet<>();
    model.forEach((number, line) -> spent.addAll(number % 50 == 0 ? List.of() : List.of(line)));
    map.removeIf(
        line -> {
          seen.add(line);
          return spent.contains(line);
        });
    assertEquals(5000, seen.size(), "not every swarm was looked at");
    model.keySet().removeIf(number -> number % 50 != 0);
    check(5000);
    map.removeIf(line -> true);
    model.clear();
    check(5000);
  }

  @Test
  void givesBackTheMemoryOfSlotsThatItNeedsNoMore() {
    long before = memory.taken();
    for (int number = 0; number < 5000; number++) {
      map.add(mixer.mix(0, 0, number), number + 1);
    }
    assertEquals(before + 8L * (8192 - 4), memory.taken());
    map.removeIf(line -> true);
    assertEquals(before, memory.taken());
  }

  @Test
  void addsNothingWhenThereIsNoMemoryForSlots() {
    SwarmMap small = new SwarmMap(new Lines(new Memory(32)));
    int added = 0;
    for (int number = 0; number < 100; number++) {
      added += small.add(mixer.mix(0, 0, number), number + 1) ? 1 : 0;
    }
    assertEquals(5, added); // Two thirds of 8 slots: 4 at first, 4 more for 32 bytes.
    assertEquals(5, small.size());
    assertFalse(small.add(1, 1));
  }

  @Test
  void tellsHashesApartByEachOfTheirWords() {
    toggle(1);
    long hash = mixer.mix(0, 1, 1);
    assertEquals(model.get(1), map.find(hash, 0, 1, 1));
    assertEquals(Lines.NONE, map.find(hash, 1, 1, 1));
    assertEquals(Lines.NONE, map.find(hash, 0, 2, 1));
    assertEquals(Lines.NONE, map.find(hash, 0, 1, 2));
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
    long hash = mixer.mix(0, number % 3, number);
    Integer known = model.remove(number);
    if (known != null) {
      map.remove(hash, known);
      lines.giveBack(known, 0);
    } else {
      int line = lines.take(0);
      Swarm.init(lines, line, 0, number % 3, number, 0);
      model.put(number, line);
      assertTrue(map.add(hash, line));
    }
  }

  private void check(int numbers) {
    assertEquals(model.size(), map.size());
    for (int number = 0; number < numbers; number++) {
      long hash = mixer.mix(0, number % 3, number);
      assertEquals(model.getOrDefault(number, Lines.NONE), map.find(hash, 0, number % 3, number));
    }
  }
}

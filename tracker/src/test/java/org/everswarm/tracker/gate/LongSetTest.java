package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LongSetTest {

  @Property(tries = 100)
  void holdsWhatASetWouldHold(@ForAll List<Long> values) {
    LongSet set = new LongSet();
    Set<Long> model = new HashSet<>();
    for (long value : values) {
      assertEquals(model.contains(value), set.contains(value));
      set.add(value);
      model.add(value);
      assertTrue(set.contains(value));
    }
    Set<Long> all = new HashSet<>();
    set.forEach(all::add);
    assertEquals(model, all);
    assertEquals(model.size(), set.size());
    assertEquals(model, parts(set).keySet());
  }

  @Test
  void eachIsInOnePartAndStaysThereHoweverTheSetGrows() {
    LongSet set = new LongSet();
    SplittableRandom random = new SplittableRandom(5);
    Map<Long, Integer> before = Map.of();
    for (int i = 0; i < 20_000; i++) {
      set.add(i % 3 == 0 ? i : random.nextLong());
      if (Integer.bitCount(i) == 1) {
        Map<Long, Integer> now = parts(set);
        assertEquals(set.size(), now.size());
        assertTrue(now.entrySet().containsAll(before.entrySet()));
        before = now;
      }
    }
  }

  private static Map<Long, Integer> parts(LongSet set) {
    Map<Long, Integer> parts = new HashMap<>();
    for (int part = 0; part < 256; part++) {
      int here = part;
      set.forEach(part, value -> assertEquals(null, parts.put(value, here), "twice"));
    }
    return parts;
  }
}

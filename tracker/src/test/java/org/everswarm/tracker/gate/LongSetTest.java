package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

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
  }
}

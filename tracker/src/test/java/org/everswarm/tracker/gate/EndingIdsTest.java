package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EndingIdsTest {

  /** Steps: a negative number drops what ends before, any other puts an id of few in. */
  @Property(tries = 300)
  void holdsWhatAMapWouldHold(
      @ForAll @Size(max = 200) List<@LongRange(min = -60, max = 20_000) Long> steps) {
    EndingIds ids = new EndingIds();
    Map<Long, Long> model = new HashMap<>();
    for (long step : steps) {
      if (step < 0) {
        int before = model.size();
        model.values().removeIf(end -> end < -step);
        assertEquals(before - model.size(), ids.dropEndingBefore(-step));
      } else {
        long id = step / 100 * 0x1234_5678_9ABCL;
        ids.put(id, step % 100);
        model.put(id, step % 100);
      }
      assertEquals(model.size(), ids.size());
    }
    Map<Long, Long> all = new HashMap<>();
    ids.forEach((id, end) -> assertNull(all.put(id, end), "twice"));
    assertEquals(model, all);
    model.forEach(
        (id, end) -> {
          assertTrue(ids.contains(id));
          assertEquals(end, ids.end(id));
        });
    assertEquals(-1, ids.end(77));
    assertEquals(model.keySet(), parts(ids).keySet());
  }

  @Test
  void eachIsInOnePartAndStaysThereWhateverComesAndGoes() {
    EndingIds ids = new EndingIds();
    SplittableRandom random = new SplittableRandom(5);
    Map<Long, Integer> before = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      ids.put(i % 3 == 0 ? i : random.nextLong(), i);
      if (Integer.bitCount(i) == 1) {
        Map<Long, Integer> now = parts(ids);
        assertEquals(ids.size(), now.size());
        before.keySet().retainAll(now.keySet());
        assertTrue(now.entrySet().containsAll(before.entrySet()));
        before = now;
        ids.dropEndingBefore(i / 4);
      }
    }
  }

  @Test
  void takesNoRoomForWhatWasDropped() {
    EndingIds ids = new EndingIds();
    for (long round = 0; round < 200; round++) {
      for (long i = 0; i < 1000; i++) {
        ids.put(round * 1000 + i + 1, round);
      }
      ids.dropEndingBefore(round);
      assertEquals(1000, ids.size());
    }
    assertTrue(ids.slots() <= 4096, ids.slots() + " slots");
  }

  @Test
  void whoAsksMeanwhileNeverMissesOneThatStays() throws Exception {
    EndingIds ids = new EndingIds();
    for (long id = 1; id <= 100; id++) {
      ids.put(id, 1_000_000);
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean missed = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              while (!over.get()) {
                for (long id = 1; id <= 100; id++) {
                  missed.compareAndSet(false, !ids.contains(id));
                }
              }
            });
    reader.start();
    for (long round = 1; round < 300; round++) {
      for (long i = 0; i < 300; i++) {
        ids.put(1000 + i, round);
      }
      ids.dropEndingBefore(round + 1);
    }
    over.set(true);
    reader.join();
    assertTrue(!missed.get());
    assertEquals(100, ids.size());
  }

  private static Map<Long, Integer> parts(EndingIds ids) {
    Map<Long, Integer> parts = new HashMap<>();
    for (int part = 0; part < 256; part++) {
      int here = part;
      ids.forEach(part, (id, end) -> assertNull(parts.put(id, here), "twice"));
    }
    return parts;
  }
}

package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;

class InfoHashMapTest {

  private record Step(InfoHash hash, int value, boolean remove) {}

  @Property
  void doesWhatAHashMapDoes(@ForAll("steps") List<Step> steps) {
    InfoHashMap<Integer> packed = new InfoHashMap<>(new HashMixer(new SplittableRandom(1)));
    Map<InfoHash, Integer> model = new HashMap<>();
    for (Step step : steps) {
      if (step.remove) {
        assertEquals(model.remove(step.hash), packed.remove(step.hash));
      } else {
        assertEquals(model.put(step.hash, step.value), packed.put(step.hash, step.value));
      }
      assertEquals(model.size(), packed.size());
    }
    assertEquals(model, contents(packed));
  }

  @Test
  void holdsAHundredThousand() {
    InfoHashMap<Integer> packed = new InfoHashMap<>(new HashMixer(new SplittableRandom(1)));
    for (int i = 0; i < 100_000; i++) {
      packed.put(new InfoHash(i, -i, i), i);
    }
    assertEquals(100_000, packed.size());
    for (int i = 0; i < 100_000; i++) {
      assertEquals(i, packed.get(i, -i, i));
    }
  }

  /** Alike in what an unkeyed mix of their words would make of them. */
  @Test
  void isNotSlowedByHashesThatAreMadeToCollide() {
    InfoHashMap<Integer> packed = new InfoHashMap<>(new HashMixer(new SplittableRandom(2)));
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 200_000; i++) {
            packed.put(new InfoHash(i, Long.rotateLeft(i, 32), 0), i);
          }
        });
    assertEquals(200_000, packed.size());
  }

  /** Few hashes, so that they collide, are replaced and are removed. */
  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<InfoHash> hashes =
        Combinators.combine(
                Arbitraries.longs().between(0, 7),
                Arbitraries.longs().between(0, 3),
                Arbitraries.integers().between(0, 3))
            .as(InfoHash::new);
    return Combinators.combine(hashes, Arbitraries.integers(), Arbitraries.of(true, false))
        .as(Step::new)
        .list()
        .ofMaxSize(400);
  }

  private static Map<InfoHash, Integer> contents(InfoHashMap<Integer> packed) {
    Map<InfoHash, Integer> all = new HashMap<>();
    for (int slot = 0; slot < packed.slots(); slot++) {
      Integer value = packed.valueAt(slot);
      if (value != null) {
        all.put(packed.hashAt(slot), value);
      }
    }
    return all;
  }
}

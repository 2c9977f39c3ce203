package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.everswarm.protocol.HashMixer;
import org.junit.jupiter.api.Test;

class SwarmMapRemovalTest {

  private final Memory memory = new Memory(16 << 20);
  private final Lines lines = new Lines(memory);

  @Test
  void showsEverySwarmToWhoRemovesEvenWhereARunGoesRoundTheEnd() {
    for (int seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HashMixer mixer = new HashMixer(random);
      SwarmMap map = new SwarmMap(lines);
      Map<Integer, Long> all = new HashMap<>();
      Set<Integer> spent = new HashSet<>();
      int count = random.nextInt(1, 11);
      for (int i = 0; i < count; i++) {
        int line = lines.take(0);
        long hash0 = random.nextLong();
        Swarm.init(lines, line, hash0, i, i, 0);
        map.add(mixer.mix(hash0, i, i), line);
        all.put(line, hash0);
        if (random.nextBoolean()) {
          spent.add(line);
        }
      }
      Set<Integer> seen = new HashSet<>();
      map.removeIf(
          line -> {
            seen.add(line);
            return spent.contains(line);
          });
      assertEquals(all.keySet(), seen);
      assertEquals(all.size() - spent.size(), map.size());
      all.forEach((line, hash0) -> check(map, mixer, line, hash0, spent.contains(line)));
      all.keySet().forEach(line -> lines.giveBack(line, 0));
    }
  }

  private void check(SwarmMap map, HashMixer mixer, int line, long hash0, boolean spent) {
    int i = (int) lines.slab(line)[Lines.at(line) + 1];
    assertEquals(spent ? Lines.NONE : line, map.find(mixer.mix(hash0, i, i), hash0, i, i));
  }
}

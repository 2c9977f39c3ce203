package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SplittableRandom;
import org.everswarm.protocol.HashMixer;
import org.junit.jupiter.api.Test;

class SwarmMapRemovalTest {

  @Test
  void showsEverySwarmToWhoRemovesEvenWhereARunGoesRoundTheEnd() {
    for (int seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HashMixer mixer = new HashMixer(random);
      SwarmMap map = new SwarmMap(mixer);
      Set<Swarm> all = identitySet();
      Set<Swarm> spent = identitySet();
      int count = random.nextInt(1, 11);
      for (int i = 0; i < count; i++) {
        Swarm swarm = new Swarm(random.nextLong(), i, i);
        map.add(swarm);
        all.add(swarm);
        if (random.nextBoolean()) {
          spent.add(swarm);
        }
      }
      Set<Swarm> seen = identitySet();
      map.removeIf(
          swarm -> {
            seen.add(swarm);
            return spent.contains(swarm);
          });
      assertEquals(all, seen);
      assertEquals(all.size() - spent.size(), map.size());
      for (Swarm swarm : all) {
        long hash = mixer.mix(swarm.hash0, swarm.hash1, swarm.hash2);
        assertSame(
            spent.contains(swarm) ? null : swarm,
            map.find(hash, swarm.hash0, swarm.hash1, swarm.hash2));
      }
    }
  }

  private static Set<Swarm> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}

package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class InFlightTest {

  @Test
  void findsARequestByItsTransactionOnce() {
    InFlight inFlight = new InFlight(4);
    int id = inFlight.take(7, Requests.SCRAPE, 42);
    int place = inFlight.place(id);
    assertEquals(7, inFlight.since(place));
    assertEquals(Requests.SCRAPE, inFlight.kind(place));
    assertEquals(42, inFlight.peer(place));
    inFlight.free(place);
    assertEquals(-1, inFlight.place(id));
    assertEquals(0, inFlight.size());
  }

  @Test
  void doesNotTakeALateAnswerForAnothers() {
    InFlight inFlight = new InFlight(1);
    int lost = inFlight.take(7, Requests.ANNOUNCE, 1);
    List<Integer> peers = new ArrayList<>();
    inFlight.expire(7, (kind, peer) -> peers.add(peer));
    assertEquals(List.of(), peers);
    inFlight.expire(8, (kind, peer) -> peers.add(peer));
    assertEquals(List.of(1), peers);
    int next = inFlight.take(9, Requests.ANNOUNCE, 2);
    assertNotEquals(lost, next);
    assertEquals(-1, inFlight.place(lost));
  }

  @Property(tries = 200)
  void keepsApartWhatIsInFlight(@ForAll long seed) {
    Random random = new Random(seed);
    InFlight inFlight = new InFlight(16);
    Map<Integer, Integer> model = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      if (model.size() < 16 && random.nextBoolean()) {
        model.put(inFlight.take(i, Requests.ANNOUNCE, i), i);
      } else if (!model.isEmpty()) {
        int id = model.keySet().iterator().next();
        int place = inFlight.place(id);
        assertEquals(model.remove(id), inFlight.peer(place));
        inFlight.free(place);
      }
      assertEquals(model.size(), inFlight.size());
    }
    assertEquals(-1, inFlight.place(random.nextInt() | 0xFF00));
    assertTrue(model.keySet().stream().allMatch(id -> inFlight.place(id) >= 0));
  }
}

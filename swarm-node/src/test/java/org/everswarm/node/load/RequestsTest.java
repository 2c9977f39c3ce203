package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestsTest {

  private static final int PEERS = 1_000;

  private static Requests requests(double scrapes, double stopped) {
    Population peers = Population.draw(Distribution.AQUATIC, 100, PEERS, 1, 7);
    Workload workload =
        new Workload(peers, new InfoHashes(7, 100), 30, scrapes, 10, stopped, Receipts.none(), 7);
    return new Requests(workload, 0, PEERS, 7);
  }

  @Test
  void fillAsksForEachPeerOnceWhenAllAreAnswered() {
    Requests requests = requests(0.5, 0.5);
    requests.begin(Phase.Order.FILL);
    Set<Integer> asked = new HashSet<>();
    while (requests.next()) {
      assertEquals(Requests.ANNOUNCE, requests.kind());
      assertTrue(asked.add(requests.peer()));
      requests.answered(requests.peer());
    }
    assertEquals(PEERS, asked.size());
    assertFalse(requests.nextPass());
  }

  @Test
  void fillAsksAgainForThoseWithoutAnAnswer() {
    Requests requests = requests(0, 0);
    requests.begin(Phase.Order.FILL);
    while (requests.next()) {
      if (requests.peer() % 100 != 0) {
        requests.answered(requests.peer());
      }
    }
    assertTrue(requests.nextPass());
    int again = 0;
    while (requests.next()) {
      assertEquals(0, requests.peer() % 100);
      again++;
    }
    assertEquals(PEERS / 100, again);
    assertEquals(PEERS / 100, requests.unanswered());
    assertFalse(requests.nextPass(), "a pass without an answer is the last");
  }

  @Test
  void aFlashCrowdIsOfNewcomersOnce() {
    Requests requests = requests(0.5, 0.5);
    requests.begin(Phase.Order.ONCE);
    int count = 0;
    while (requests.next()) {
      assertEquals(Requests.ANNOUNCE, requests.kind());
      assertFalse(requests.seeder());
      count++;
    }
    assertEquals(PEERS, count);
    assertFalse(requests.nextPass());
  }

  @Test
  void goesRoundAndRoundWithThreeSeedersInFour() {
    Requests requests = requests(0, 0);
    int seeders = 0;
    for (int i = 0; i < 100 * PEERS; i++) {
      assertTrue(requests.next());
      assertEquals(i % PEERS, requests.peer());
      seeders += requests.seeder() ? 1 : 0;
    }
    assertEquals(0.75, seeders / (100.0 * PEERS), 0.01);
  }

  @Test
  void scrapesAsOftenAsItIsTold() {
    Requests requests = requests(0.2, 0);
    int scrapes = 0;
    for (int i = 0; i < 100_000; i++) {
      assertTrue(requests.next());
      if (requests.kind() == Requests.SCRAPE) {
        scrapes++;
        assertTrue(requests.scrapeCount() >= 1 && requests.scrapeCount() <= 10);
      }
    }
    assertEquals(20_000.0, scrapes, 600.0);
  }

  @Test
  void whoLeavesIsFollowedByANewcomer() {
    Requests requests = requests(0, 0.1);
    int left = 0;
    for (int i = 0; i < 50_000; i++) {
      assertTrue(requests.next());
      if (requests.kind() == Requests.STOPPED) {
        left++;
        int peer = requests.peer();
        int port = requests.port();
        requests.replace();
        assertTrue(requests.next());
        assertEquals(Requests.ANNOUNCE, requests.kind());
        assertEquals(peer, requests.peer());
        assertNotEquals(port, requests.port());
        assertFalse(requests.seeder());
      }
    }
    assertEquals(5_000.0, left, 600.0);
  }
}

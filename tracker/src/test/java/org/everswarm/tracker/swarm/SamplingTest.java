package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.everswarm.protocol.Endpoint;
import org.junit.jupiter.api.Test;

/** Every peer of a swarm gets its fair share of the others' replies. */
class SamplingTest {

  private static final int ROUNDS = 40_000;

  private final PeerTable table = new PeerTable(PeerTableLimits.defaults(), 11);
  private final PeerReply reply = new PeerReply(300);

  @Test
  void tellsEveryPeerOfAStillSwarmEquallyOften() {
    for (int size : new int[] {7, 61, 100}) {
      Map<Endpoint, Integer> told = new HashMap<>();
      for (int host = 0; host < size; host++) {
        table.announce(inSwarm(size, host), reply);
      }
      for (int round = 0; round < ROUNDS; round++) {
        PeerAnnounce visitor = inSwarm(size, 9999);
        visitor.port = 0; // Answered, never listed: so nothing moves.
        visitor.numWant = 5;
        table.announce(visitor, reply);
        Replies.peers(reply).forEach(peer -> told.merge(peer, 1, Integer::sum));
      }
      checkEven(told, size, 5.0 / size);
    }
  }

  @Test
  void tellsEveryPeerOfALivelySwarmEquallyOften() {
    int size = 90;
    Map<Endpoint, Integer> told = new HashMap<>();
    for (int host = 0; host < size; host++) {
      table.announce(inSwarm(0, host), reply);
    }
    for (int round = 0; round < ROUNDS; round++) {
      PeerAnnounce in = inSwarm(0, round % size);
      in.numWant = 30;
      table.announce(in, reply);
      Replies.peers(reply).forEach(peer -> told.merge(peer, 1, Integer::sum));
    }
    // Each hears of 30 of the 89 others; in a round of the swarm, each is an "other" 89 times.
    checkEven(told, size, 30.0 / size);
  }

  /** It is sampled around, not taken out: its neighbours by rank must fare as all others do. */
  @Test
  void tellsOnePeerOfAllOthersEquallyOften() {
    for (int size : new int[] {4, 39, 150, 700}) {
      int wanted = size / 3;
      for (int host = 0; host < size; host++) {
        table.announce(inSwarm(size, host), reply);
      }
      for (int self : new int[] {0, size / 2, size - 1}) {
        Map<Endpoint, Integer> told = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
          PeerAnnounce in = inSwarm(size, self);
          in.numWant = wanted;
          table.announce(in, reply);
          Replies.peers(reply).forEach(peer -> told.merge(peer, 1, Integer::sum));
        }
        checkEven(told, size - 1, (double) wanted / (size - 1));
      }
    }
  }

  @Test
  void tellsASeederOfEveryLeecherEquallyOften() {
    Map<Endpoint, Integer> told = new HashMap<>();
    for (int host = 0; host < 80; host++) {
      PeerAnnounce in = inSwarm(0, host);
      in.left = host % 2;
      table.announce(in, reply);
    }
    for (int round = 0; round < ROUNDS; round++) {
      PeerAnnounce in = inSwarm(0, 2 * (round % 40));
      in.left = 0;
      in.numWant = 9;
      table.announce(in, reply);
      Replies.peers(reply).forEach(peer -> told.merge(peer, 1, Integer::sum));
    }
    checkEven(told, 40, 9.0 / 40);
  }

  /**
   * Each count is binomial with mean {@code ROUNDS * share}: six standard deviations are passed by
   * one in a thousand million. The seed is fixed besides, so the outcome is too.
   */
  private static void checkEven(Map<Endpoint, Integer> told, int peers, double share) {
    assertEquals(peers, told.size(), "someone was never told");
    double mean = ROUNDS * share;
    double deviation = Math.sqrt(mean * (1 - share));
    told.forEach(
        (peer, times) ->
            assertTrue(
                Math.abs(times - mean) < 6 * deviation,
                () -> "told " + times + " times, not about " + mean));
  }

  private static PeerAnnounce inSwarm(int swarm, int host) {
    PeerAnnounce in = Announces.leecher(Announces.ipv4(host, 6881));
    in.hash0 = swarm;
    return in;
  }
}

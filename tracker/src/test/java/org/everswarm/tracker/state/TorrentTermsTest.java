package org.everswarm.tracker.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.swarm.PeerTerms;
import org.junit.jupiter.api.Test;

class TorrentTermsTest {

  private static final InfoHash HASH = new InfoHash(1, 2, 3);
  private static final Registration FREE = new Registration(HASH, Gate.FREE, 0, "film");
  private static final Instant LATER = StateNode.NOW.plusSeconds(3600);

  @Test
  void whereOnlyRegisteredTorrentsAreTrackedPeersOfOthersAreKeptOutUnlessTheirsIsOnItsWay()
      throws IOException {
    try (StateNode node = new StateNode()) {
      PeerTerms terms = terms(node, true);
      assertEquals(PeerTerms.ALL, voidBefore(terms, false));
      assertEquals(LATER.minusSeconds(10).toEpochMilli(), voidBefore(terms, true));
      node.registry.add(FREE);
      assertEquals(0, voidBefore(terms, false));
      assertEquals(0, voidBefore(terms, true));
    }
  }

  @Test
  void whereAnyTorrentIsTrackedOnlyWhatEndedIsVoid() throws IOException {
    try (StateNode node = new StateNode()) {
      PeerTerms terms = terms(node, false);
      assertEquals(0, voidBefore(terms, false));
      node.registry.add(FREE);
      node.registry.remove(HASH);
      long removed = node.registry.changes().get(0).stampMillis();
      assertEquals(removed, voidBefore(terms, false));
      assertEquals(removed, voidBefore(terms, true));
    }
  }

  private static PeerTerms terms(StateNode node, boolean registeredOnly) {
    return new TorrentTerms(node.registry, registeredOnly, InstantSource.fixed(LATER));
  }

  private static long voidBefore(PeerTerms terms, boolean justSaid) {
    return terms.voidBefore(HASH.word0(), HASH.word1(), HASH.word2(), justSaid);
  }
}

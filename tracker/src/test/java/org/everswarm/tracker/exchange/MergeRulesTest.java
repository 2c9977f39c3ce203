package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.swarm.PeerChange;
import org.junit.jupiter.api.Test;

/** What is news when the index has forgotten a peer, and when two words meet on their way. */
class MergeRulesTest {

  private static final Node.Peer PEER = new Node.Peer(1, 6881, true);
  private static final int LEECHER = PeerChange.LEECHER;

  /** Its index forgets at once. */
  private final Node here = new Node(0, Node.limits(16), 1);

  private final Node there = new Node(0, Node.limits(1 << 10), 2);

  @Test
  void aStopInThePeersOwnMinuteWins() {
    List<Node.Batch> stop = stopThere(0);
    announceHere(1_000);
    forget();
    apply(stop);
    assertEquals(Map.of(), peers());
  }

  @Test
  void aStopOfAMinuteBeforeDoesNot() {
    List<Node.Batch> stop = stopThere(0);
    announceHere(60_000);
    forget();
    apply(stop);
    assertEquals(1, peers().size());
  }

  @Test
  void aStopThatTheIndexKnowsToBeOlderDoesNotEvenInTheSameMinute() {
    List<Node.Batch> stop = stopThere(0);
    announceHere(1_000);
    apply(stop);
    assertEquals(1, peers().size());
  }

  @Test
  void ofTheSameMinuteWhatIsKnownToTheMillisecondWins() {
    announceHere(0);
    forget();
    there.nowMillis += 1_000;
    there.announce(1, PEER, AnnounceEvent.NONE, 0);
    apply(there.take());
    assertEquals(List.of(0), List.copyOf(peers().values()));
  }

  @Test
  void aWordOfAMinuteBeforeLoses() {
    there.announce(1, PEER, AnnounceEvent.NONE, 0);
    List<Node.Batch> seeder = there.take();
    announceHere(60_000);
    forget();
    apply(seeder);
    assertEquals(List.of(LEECHER), List.copyOf(peers().values()));
  }

  @Test
  void aDownloadThatTheTableHasMarkedDoesNotCountAgain() {
    there.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    List<Node.Batch> completed = there.take();
    apply(completed);
    forget();
    apply(completed);
    assertEquals(1, downloads());
  }

  @Test
  void aPullBringsNoPeerBackThatLeftInTheSameMinute() {
    there.announce(1, PEER, AnnounceEvent.NONE, 1);
    forget(there);
    here.nowMillis += 1_000;
    here.announce(1, PEER, AnnounceEvent.STOPPED, 1);
    here.exchange.merge(there.saved(0));
    assertEquals(Map.of(), peers());
  }

  @Test
  void aPullOfALaterMinuteBringsItBack() {
    here.announce(1, PEER, AnnounceEvent.STOPPED, 1);
    there.nowMillis += 60_000;
    there.announce(1, PEER, AnnounceEvent.NONE, 1);
    forget(there);
    here.exchange.merge(there.saved(0));
    assertEquals(1, peers().size());
  }

  @Test
  void aStopThatMeetsAnAnnounceOnItsWayToTheIndexLoses() {
    List<Node.Batch> stop = stopThere(0);
    here.onTheWay = () -> apply(stop);
    announceHere(1_000);
    assertEquals(1, peers().size());
  }

  @Test
  void anAnnounceThatMeetsAStopOnItsWayToTheIndexLoses() {
    there.announce(1, PEER, AnnounceEvent.NONE, 1);
    List<Node.Batch> live = there.take();
    here.onTheWay = () -> apply(live);
    here.nowMillis += 1_000;
    here.announce(1, PEER, AnnounceEvent.STOPPED, 1);
    assertEquals(Map.of(), peers());
  }

  @Test
  void aPeerThatExpiredAndCompletesAgainCountsOnce() {
    here.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    for (int stripe = 0; stripe < here.table.stripes(); stripe++) {
      here.table.expire(stripe, (int) (here.nowMillis / 60_000) + 100, 45);
    }
    here.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    assertEquals(1, downloads());
  }

  @Test
  void aPullBringsTheDownloadsOfThoseWhoLeft() {
    there.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    there.announce(1, PEER, AnnounceEvent.STOPPED, 0);
    here.exchange.merge(there.saved(0));
    here.exchange.merge(there.saved(0));
    assertEquals(1, downloads());
    assertEquals(Map.of(), peers());
  }

  @Test
  void aMarkOfADownloadOutlivesChangesOfWhoDoesNotKnowIt() {
    here.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    forget();
    there.nowMillis += 1_000;
    there.announce(1, PEER, AnnounceEvent.NONE, 1);
    apply(there.take());
    forget();
    here.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    assertEquals(1, downloads());
  }

  @Test
  void aMarkOfADownloadComesBackWithThePeer() {
    here.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    here.announce(1, PEER, AnnounceEvent.STOPPED, 0);
    there.nowMillis += 1_000;
    there.announce(1, PEER, AnnounceEvent.NONE, 0);
    apply(there.take());
    forget();
    here.announce(1, PEER, AnnounceEvent.COMPLETED, 0);
    assertEquals(1, downloads());
  }

  private List<Node.Batch> stopThere(int afterMillis) {
    there.nowMillis += afterMillis;
    there.announce(1, PEER, AnnounceEvent.STOPPED, 1);
    return there.take();
  }

  private void announceHere(int afterMillis) {
    here.nowMillis += afterMillis;
    here.announce(1, PEER, AnnounceEvent.NONE, 1);
  }

  private void forget() {
    forget(here);
  }

  /** Changes of many others, in another swarm, take the place of all that the index has. */
  private static void forget(Node node) {
    node.nowMillis++;
    for (int i = 0; i < 20_000; i++) {
      node.announce(2, new Node.Peer(i, 1, true), AnnounceEvent.NONE, 1);
    }
    node.take();
  }

  private void apply(List<Node.Batch> batches) {
    for (Node.Batch batch : batches) {
      here.exchange.apply(batch.shard(), batch.bytes().duplicate());
    }
  }

  /** Peers of the first swarm. */
  private Map<String, Integer> peers() {
    Map<String, Integer> peers = here.contents();
    String swarm = Node.name((1L << 32) | 1, 7, 1);
    peers.keySet().removeIf(name -> !name.startsWith(swarm) || name.endsWith("downloads"));
    return peers;
  }

  private int downloads() {
    return here.table.counts((1L << 32) | 1, 7, 1).downloads();
  }
}

package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.swarm.PeerTerms;
import org.everswarm.tracker.swarm.SwarmBuffer;
import org.junit.jupiter.api.Test;

/** Peers that were taken in on terms that have ended do not come back from other nodes. */
class VoidPeersTest {

  private static final Node.Peer EARLY = new Node.Peer(1, 6881, true);
  private static final Node.Peer LATE = new Node.Peer(2, 6881, false);
  private static final InfoHash SWARM = new InfoHash((1L << 32) | 1, 7, 1);
  private static final int MINUTE = 60_000;

  private final Node here = new Node(0, Node.limits(1 << 10), 1);
  private final Node there = new Node(0, Node.limits(1 << 10), 2);
  private long ended;

  VoidPeersTest() {
    here.table.keepOut((hash0, hash1, hash2, justSaid) -> hash0 == SWARM.word0() ? ended : 0);
  }

  @Test
  void aWordOfBeforeTheEndThatComesAfterItIsKeptOutAndALaterOneIsNot() {
    announceThere(EARLY, 0);
    List<Node.Batch> early = there.take();
    endHere(1);
    announceThere(LATE, 1);
    apply(early);
    assertEquals(0, peers(here));
    apply(there.take());
    assertEquals(1, peers(here));
  }

  @Test
  void anotherSwarmsPeersAreNotKeptOut() {
    there.announce(2, EARLY, AnnounceEvent.NONE, 1);
    endHere(MINUTE);
    apply(there.take());
    assertEquals(1, here.contents().size());
  }

  @Test
  void aPullBringsOnlyWhoCameAfterTheEnd() {
    announceThere(EARLY, 0);
    endHere(5);
    announceThere(LATE, 5);
    here.pull(there, 0);
    assertEquals(1, peers(here));
    assertEquals(1, here.table.counts(SWARM.word0(), SWARM.word1(), SWARM.word2()).leechers());
  }

  @Test
  void ofAPeerOfWhichOnlyTheMinuteIsKnownTheMinuteMustBeLater() {
    announceThere(EARLY, 0);
    forgetMillisThere();
    endHere(1);
    here.exchange.merge(there.saved(0));
    assertEquals(0, peers(here));
    announceThere(EARLY, MINUTE);
    forgetMillisThere();
    here.exchange.merge(there.saved(0));
    assertEquals(1, peers(here));
  }

  @Test
  void theDownloadsOfASwarmThatEndedDoNotComeBack() {
    there.announce(1, EARLY, AnnounceEvent.COMPLETED, 0);
    there.announce(1, EARLY, AnnounceEvent.STOPPED, 0);
    endHere(MINUTE);
    here.exchange.merge(there.saved(0));
    assertEquals(0, here.contents().size());
    there.nowMillis += 2 * MINUTE;
    there.announce(1, LATE, AnnounceEvent.COMPLETED, 0);
    there.announce(1, LATE, AnnounceEvent.STOPPED, 0);
    here.exchange.merge(there.saved(0));
    assertEquals(2, downloads());
  }

  @Test
  void downloadsThatComeFromTheDiskAndFromOthersCountOnceInWhicheverOrder() {
    there.announce(1, EARLY, AnnounceEvent.COMPLETED, 0);
    there.announce(1, LATE, AnnounceEvent.COMPLETED, 0);
    there.announce(1, LATE, AnnounceEvent.STOPPED, 0);
    SwarmBuffer disk = new SwarmBuffer();
    for (int stripe = 0; stripe < there.table.stripes(); stripe++) {
      there.table.save(stripe, disk);
    }
    here.exchange.merge(there.saved(0));
    restore(disk);
    assertEquals(2, downloads());
    here.table.remove(SWARM, 0, (int) (here.nowMillis / MINUTE));
    restore(disk);
    here.exchange.merge(there.saved(0));
    restore(disk);
    assertEquals(2, downloads());
  }

  private void restore(SwarmBuffer disk) {
    here.table.restore(disk.written(), (int) (here.nowMillis / MINUTE), 45, true);
  }

  private int downloads() {
    return here.table.counts(SWARM.word0(), SWARM.word1(), SWARM.word2()).downloads();
  }

  @Test
  void nothingOfASwarmThatIsVoidAsAWholeIsPulled() {
    announceThere(EARLY, 0);
    ended = PeerTerms.ALL;
    here.exchange.merge(there.saved(0));
    assertEquals(0, here.contents().size());
  }

  /** In a split, one half ends a swarm, and the other goes on taking peers in. */
  @Test
  void whoLearnsOfAnEndLateTakesBackWhomItTookInSince() {
    endHere(1);
    announceThere(EARLY, 2 * MINUTE);
    announceThere(LATE, 0);
    here.pull(there, 0);
    assertEquals(2, peers(here), "on the word of who did not know");
    here.nowMillis = there.nowMillis + MINUTE;
    here.announce(1, LATE, AnnounceEvent.NONE, 1);
    there.take();
    there.table.remove(SWARM, ended, (int) (there.nowMillis / MINUTE));
    apply(there.take());
    assertEquals(1, peers(here), "who announced here later stays");
    assertEquals(0, there.contents().size());
  }

  @Test
  void whoEndsASwarmAtOnceHasNobodyToTakeBackOfTheMinutesBefore() {
    announceThere(EARLY, 0);
    there.take();
    there.nowMillis += MINUTE;
    there.table.remove(SWARM, there.nowMillis, (int) (there.nowMillis / MINUTE));
    assertEquals(List.of(), there.take());
  }

  private void endHere(int afterMillis) {
    here.nowMillis = there.nowMillis + afterMillis;
    ended = here.nowMillis;
    here.table.remove(SWARM, ended, (int) (ended / MINUTE));
    here.take();
  }

  private void announceThere(Node.Peer who, int afterMillis) {
    there.nowMillis += afterMillis;
    there.announce(1, who, AnnounceEvent.NONE, 1);
  }

  private void forgetMillisThere() {
    for (int i = 0; i < 20_000; i++) {
      there.announce(2, new Node.Peer(i, 1, true), AnnounceEvent.NONE, 1);
    }
    there.take();
  }

  private void apply(List<Node.Batch> batches) {
    batches.forEach(batch -> here.exchange.apply(batch.shard(), batch.bytes().duplicate()));
  }

  private static int peers(Node node) {
    return node.table.counts(SWARM.word0(), SWARM.word1(), SWARM.word2()).seeders()
        + node.table.counts(SWARM.word0(), SWARM.word1(), SWARM.word2()).leechers();
  }
}

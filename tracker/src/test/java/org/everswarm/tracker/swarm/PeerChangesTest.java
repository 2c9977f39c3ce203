package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.junit.jupiter.api.Test;

/** What a table tells of announces, and what it keeps to itself. */
class PeerChangesTest {

  private static final int REFRESH = 5;
  private static final int NOW = 1000;
  private static final Endpoint PEER = Announces.ipv4(1, 6881);

  private final List<Integer> told = new ArrayList<>();
  private final PeerTable table = table(REFRESH);
  private final PeerReply reply = new PeerReply(10);

  @Test
  void tellsOfWhoComesChangesAndLeaves() {
    announce(PEER, AnnounceEvent.STARTED, 1, NOW);
    announce(PEER, AnnounceEvent.PAUSED, 1, NOW);
    announce(PEER, AnnounceEvent.COMPLETED, 0, NOW);
    announce(PEER, AnnounceEvent.STOPPED, 0, NOW);
    assertTold(
        PeerChange.LEECHER,
        PeerChange.LEECHER | PeerChange.PARTIAL,
        PeerChange.SNATCHED | PeerChange.COUNTED,
        PeerChange.STOPPED | PeerChange.SNATCHED);
  }

  @Test
  void aNewcomerThatCompletesIsCounted() {
    announce(PEER, AnnounceEvent.COMPLETED, 0, NOW);
    announce(PEER, AnnounceEvent.COMPLETED, 0, NOW + REFRESH);
    assertTold(PeerChange.SNATCHED | PeerChange.COUNTED, PeerChange.SNATCHED);
  }

  @Test
  void whatChangesNothingIsToldAgainOnlyAfterAWhile() {
    announce(PEER, AnnounceEvent.STARTED, 1, NOW);
    announce(PEER, AnnounceEvent.NONE, 1, NOW + REFRESH - 1);
    assertTold(PeerChange.LEECHER);
    announce(PEER, AnnounceEvent.NONE, 1, NOW + REFRESH);
    announce(PEER, AnnounceEvent.NONE, 1, NOW + REFRESH);
    assertTold(PeerChange.LEECHER, PeerChange.LEECHER);
  }

  @Test
  void whatIsNotToldIsNotNotedEither() {
    announce(PEER, AnnounceEvent.STARTED, 1, NOW);
    announce(PEER, AnnounceEvent.NONE, 1, NOW + REFRESH - 1);
    assertEquals(1, expire(NOW + 46));
  }

  @Test
  void whoStartsAgainIsToldOfAgain() {
    announce(PEER, AnnounceEvent.STARTED, 1, NOW);
    announce(PEER, AnnounceEvent.STARTED, 1, NOW);
    assertTold(PeerChange.LEECHER, PeerChange.LEECHER);
  }

  @Test
  void aPeerAheadOfThisClockIsAsYoung() {
    announce(PEER, AnnounceEvent.NONE, 1, NOW);
    announce(PEER, AnnounceEvent.NONE, 1, NOW - REFRESH + 1);
    assertTold(PeerChange.LEECHER);
    announce(PEER, AnnounceEvent.NONE, 1, NOW - REFRESH);
    assertTold(PeerChange.LEECHER, PeerChange.LEECHER);
  }

  @Test
  void aloneItNotesAndTellsEveryAnnounce() {
    PeerTable alone = table(0);
    announce(alone, PEER, AnnounceEvent.NONE, 1, NOW);
    announce(alone, PEER, AnnounceEvent.NONE, 1, NOW);
    announce(alone, PEER, AnnounceEvent.NONE, 1, NOW - 3);
    assertTold(PeerChange.LEECHER, PeerChange.LEECHER, PeerChange.LEECHER);
  }

  @Test
  void tellsOfStopsOfPeersItDoesNotHave() {
    announce(PEER, AnnounceEvent.STOPPED, 0, NOW);
    announce(Announces.ipv4(2, 1), AnnounceEvent.STARTED, 1, NOW);
    announce(PEER, AnnounceEvent.STOPPED, 0, NOW);
    assertTold(PeerChange.STOPPED, PeerChange.LEECHER, PeerChange.STOPPED);
    assertEquals(1, table.stats().leechers());
  }

  @Test
  void tellsNothingOfWhoCannotBeReached() {
    Endpoint nowhere = Announces.ipv4(1, 0);
    announce(nowhere, AnnounceEvent.STARTED, 1, NOW);
    announce(nowhere, AnnounceEvent.STOPPED, 1, NOW);
    announce(PEER, AnnounceEvent.STARTED, 1, NOW);
    announce(nowhere, AnnounceEvent.COMPLETED, 0, NOW);
    announce(nowhere, AnnounceEvent.STOPPED, 1, NOW);
    assertTold(PeerChange.LEECHER);
  }

  @Test
  void tellsNothingOfWhoWasRefused() {
    PeerTable full = new PeerTable(new PeerTableLimits(1, 1, 1, 45), 1);
    full.report((announce, flags) -> told.add(flags));
    announce(full, PEER, AnnounceEvent.NONE, 1, NOW);
    assertFalse(announce(full, Announces.ipv4(2, 1), AnnounceEvent.NONE, 1, NOW));
    assertTold(PeerChange.LEECHER);
  }

  @Test
  void tellsOneOnly() {
    assertThrows(IllegalStateException.class, () -> table.report(PeerChanges.NONE));
  }

  private PeerTable table(int refreshMinutes) {
    PeerTable table =
        new PeerTable(new PeerTableLimits(100, 100, 100, 45).withRefreshMinutes(refreshMinutes), 1);
    table.report((announce, flags) -> told.add(flags));
    return table;
  }

  private void announce(Endpoint who, AnnounceEvent event, long left, int nowMinutes) {
    assertTrue(announce(table, who, event, left, nowMinutes));
  }

  private boolean announce(
      PeerTable to, Endpoint who, AnnounceEvent event, long left, int nowMinutes) {
    PeerAnnounce in = Announces.announce(who, event, left);
    in.nowMinutes = nowMinutes;
    return to.announce(in, reply);
  }

  private int expire(int nowMinutes) {
    int expired = 0;
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      expired += table.expire(stripe, nowMinutes, 45);
    }
    return expired;
  }

  private void assertTold(Integer... flags) {
    assertEquals(List.of(flags), told);
  }
}

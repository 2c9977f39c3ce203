package org.everswarm.tracker.swarm;

import static org.everswarm.tracker.swarm.Announces.HASH;
import static org.everswarm.tracker.swarm.Announces.announce;
import static org.everswarm.tracker.swarm.Announces.ipv4;
import static org.everswarm.tracker.swarm.Announces.ipv6;
import static org.everswarm.tracker.swarm.Announces.leecher;
import static org.everswarm.tracker.swarm.Announces.seeder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;
import org.junit.jupiter.api.Test;

class PeerTableTest {

  private final PeerTable table = new PeerTable(new PeerTableLimits(1000, 100, 50, 45), 7);
  private final PeerReply reply = new PeerReply(200);

  @Test
  void answersTheFirstPeerWithNobodyAndCountsIt() {
    assertTrue(table.announce(leecher(ipv4(1, 6881)), reply));

    assertEquals(List.of(), Replies.peers(reply));
    assertEquals(1, reply.leechers);
    assertEquals(0, reply.seeders);
  }

  @Test
  void neverTellsAPeerOfItself() {
    table.announce(leecher(ipv4(1, 6881)), reply);
    table.announce(leecher(ipv4(1, 6881)), reply);

    assertEquals(List.of(), Replies.peers(reply));
    assertEquals(1, reply.leechers);
  }

  @Test
  void tellsTwoPortsOfOneAddressOfEachOther() {
    table.announce(leecher(ipv4(1, 6881)), reply);
    table.announce(leecher(ipv4(1, 6882)), reply);

    assertEquals(List.of(ipv4(1, 6881)), Replies.peers(reply));
  }

  @Test
  void tellsPeersOfBothFamiliesWithAddressAndPort() {
    table.announce(leecher(ipv4(0x00FE_FDFC, 65535)), reply);
    table.announce(leecher(ipv6(0x7FFF_FFFE, 40000)), reply);
    table.announce(leecher(ipv4(1, 6881)), reply);

    assertEquals(List.of(ipv4(0x00FE_FDFC, 65535), ipv6(0x7FFF_FFFE, 40000)), Replies.peers(reply));
    assertEquals(3, reply.leechers);
  }

  @Test
  void tellsOnlyTheFamilyThatIsWantedButCountsBoth() {
    table.announce(leecher(ipv4(1, 1)), reply);
    table.announce(leecher(ipv6(1, 1)), reply);
    PeerAnnounce in = leecher(ipv6(2, 1));
    in.wantIpv4 = false;
    table.announce(in, reply);

    assertEquals(List.of(ipv6(1, 1)), Replies.peers(reply));
    assertEquals(3, reply.leechers);
  }

  @Test
  void sendsSeedersToLeechersButNotToSeeders() {
    table.announce(seeder(ipv4(1, 1)), reply);
    table.announce(seeder(ipv4(2, 1)), reply);
    assertEquals(List.of(), Replies.peers(reply));
    assertEquals(2, reply.seeders);

    table.announce(leecher(ipv4(3, 1)), reply);
    assertEquals(Set.of(ipv4(1, 1), ipv4(2, 1)), new HashSet<>(Replies.peers(reply)));

    table.announce(seeder(ipv4(1, 1)), reply);
    assertEquals(List.of(ipv4(3, 1)), Replies.peers(reply));
  }

  @Test
  void sendsNobodyWhenNoneAreWanted() {
    table.announce(leecher(ipv4(1, 1)), reply);
    for (int numWant : new int[] {0, -1, Integer.MIN_VALUE}) {
      PeerAnnounce in = leecher(ipv4(2, 1));
      in.numWant = numWant;
      table.announce(in, reply);
      assertEquals(List.of(), Replies.peers(reply));
      assertEquals(2, reply.leechers);
    }
  }

  @Test
  void sendsNoMoreThanAreWantedNorThanTheReplyHolds() {
    for (int host = 0; host < 60; host++) {
      table.announce(leecher(host < 30 ? ipv4(host, 1) : ipv6(host, 1)), reply);
    }
    PeerAnnounce in = leecher(ipv4(99, 1));
    for (int numWant = 0; numWant <= 70; numWant++) {
      in.numWant = numWant;
      table.announce(in, reply);
      Set<Endpoint> distinct = new HashSet<>(Replies.peers(reply));
      assertEquals(Math.min(numWant, 60), distinct.size());
    }
    PeerReply small = new PeerReply(7);
    table.announce(in, small);
    assertEquals(7, small.count4 + small.count6);
  }

  @Test
  void givesEachFamilyHalfAndWhatTheOtherLeaves() {
    for (int host = 0; host < 40; host++) {
      table.announce(leecher(ipv4(host, 1)), reply);
    }
    for (int host = 0; host < 3; host++) {
      table.announce(leecher(ipv6(host, 1)), reply);
    }
    PeerAnnounce in = leecher(ipv4(99, 1));
    in.numWant = 20;
    table.announce(in, reply);
    assertEquals(17, reply.count4);
    assertEquals(3, reply.count6);
    for (int host = 3; host < 40; host++) {
      table.announce(leecher(ipv6(host, 1)), reply);
    }
    table.announce(in, reply);
    assertEquals(10, reply.count4);
    assertEquals(10, reply.count6);
  }

  @Test
  void forgetsWhoStopsAndTellsItNobody() {
    table.announce(leecher(ipv4(1, 1)), reply);
    table.announce(leecher(ipv4(2, 1)), reply);
    table.announce(announce(ipv4(1, 1), AnnounceEvent.STOPPED, 1), reply);
    assertEquals(List.of(), Replies.peers(reply));
    assertEquals(1, reply.leechers);

    table.announce(leecher(ipv4(3, 1)), reply);
    assertEquals(List.of(ipv4(2, 1)), Replies.peers(reply));
  }

  @Test
  void letsNobodyStopAnotherPort() {
    table.announce(leecher(ipv4(1, 1)), reply);
    table.announce(announce(ipv4(1, 2), AnnounceEvent.STOPPED, 1), reply);

    assertEquals(1, reply.leechers);
  }

  @Test
  void makesNoSwarmForAStrangerThatStops() {
    table.announce(announce(ipv4(1, 1), AnnounceEvent.STOPPED, 0), reply);

    assertEquals(0, table.stats().swarms());
  }

  @Test
  void answersAPeerThatCannotBeReachedWithoutListingIt() {
    table.announce(leecher(ipv4(1, 1)), reply);
    assertTrue(table.announce(leecher(ipv4(2, 0)), reply));
    assertEquals(List.of(ipv4(1, 1)), Replies.peers(reply));
    assertEquals(1, reply.leechers);

    table.announce(leecher(ipv4(1, 1)), reply);
    assertEquals(List.of(), Replies.peers(reply));
  }

  @Test
  void countsADownloadOncePerPeer() {
    table.announce(leecher(ipv4(1, 1)), reply);
    for (int i = 0; i < 3; i++) {
      table.announce(announce(ipv4(1, 1), AnnounceEvent.COMPLETED, 0), reply);
      assertEquals(1, reply.downloads);
      table.announce(announce(ipv4(1, 1), AnnounceEvent.NONE, 5), reply);
    }
    table.announce(announce(ipv4(2, 1), AnnounceEvent.COMPLETED, 0), reply);
    assertEquals(2, reply.downloads);
  }

  @Test
  void doesNotCountACompletionThatLeavesBytes() {
    table.announce(announce(ipv4(1, 1), AnnounceEvent.COMPLETED, 1), reply);

    assertEquals(0, reply.downloads);
  }

  @Test
  void countsAPartialSeedAsLeecherThatDoesNotDownload() {
    table.announce(announce(ipv4(1, 1), AnnounceEvent.PAUSED, 10), reply);
    table.announce(leecher(ipv4(2, 1)), reply);
    assertEquals(List.of(ipv4(1, 1)), Replies.peers(reply));
    assertEquals(new SwarmCounts(0, 0, 2, 1), counts());

    table.announce(leecher(ipv4(1, 1)), reply);
    assertEquals(new SwarmCounts(0, 0, 2, 2), counts());
  }

  @Test
  void tellsAPartialSeedOfNoSeeder() {
    table.announce(seeder(ipv4(1, 1)), reply);
    table.announce(leecher(ipv4(2, 1)), reply);
    table.announce(announce(ipv4(3, 1), AnnounceEvent.PAUSED, 10), reply);

    assertEquals(List.of(ipv4(2, 1)), Replies.peers(reply));
  }

  @Test
  void dropsWhoIsSilentAndKeepsWhoAnnouncesAgain() {
    announceAt(1000, ipv4(1, 1));
    announceAt(1000, ipv4(2, 1));
    announceAt(1000, ipv6(2, 1));
    announceAt(1030, ipv4(2, 1));

    assertEquals(0, expireAll(1045));
    assertEquals(2, expireAll(1046));
    assertEquals(new SwarmCounts(0, 0, 1, 1), counts());
    assertEquals(2, table.stats().expired());
    assertEquals(1, expireAll(1076));
    assertEquals(0, table.stats().swarms());
  }

  @Test
  void dropsNobodyWhenTheClockIsSetBack() {
    announceAt(1000, ipv4(1, 1));

    assertEquals(0, expireAll(900));
  }

  @Test
  void dropsWhoIsSilentWhereverTheClockWraps() {
    for (int start : new int[] {16383, 16384, 0x7FFF_FFF0, -5}) {
      announceAt(start, ipv4(1, 1));
      assertEquals(0, expireAll(start + 45));
      assertEquals(1, expireAll(start + 46));
    }
  }

  @Test
  void keepsADownloadCountForADayWithoutPeers() {
    table.announce(announce(ipv4(1, 1), AnnounceEvent.COMPLETED, 0), reply);
    table.announce(announce(ipv4(1, 1), AnnounceEvent.STOPPED, 0), reply);
    assertEquals(new SwarmCounts(0, 1, 0, 0), counts());

    expireAll(1000 + PeerTableLimits.EMPTY_SWARM_MINUTES - 1);
    assertEquals(1, table.stats().swarms());
    expireAll(1000 + PeerTableLimits.EMPTY_SWARM_MINUTES);
    assertEquals(0, table.stats().swarms());
    assertEquals(SwarmCounts.NONE, counts());
  }

  @Test
  void answersButDoesNotKeepANewcomerToAFullSwarm() {
    for (int host = 0; host < 100; host++) {
      assertTrue(table.announce(leecher(ipv4(host, 1)), reply));
    }
    assertFalse(table.announce(leecher(ipv4(100, 1)), reply));
    assertEquals(50, reply.count4);
    assertEquals(100, reply.leechers);
    assertTrue(table.announce(seeder(ipv4(7, 1)), reply));
    assertEquals(1, table.stats().refused());

    table.announce(announce(ipv4(7, 1), AnnounceEvent.STOPPED, 0), reply);
    assertTrue(table.announce(leecher(ipv4(100, 1)), reply));
  }

  @Test
  void keepsNoMorePeersInAllThanItMay() {
    PeerTable small = new PeerTable(new PeerTableLimits(3, 100, 100, 45), 7);
    for (int i = 0; i < 3; i++) {
      assertTrue(small.announce(inSwarm(i), reply));
    }
    assertFalse(small.announce(inSwarm(3), reply));
    assertTrue(small.announce(inSwarm(1), reply));
    assertEquals(3, small.stats().swarms());

    small.remove(inSwarm(1).infoHash(), 0, 1000);
    assertTrue(small.announce(inSwarm(3), reply));
    assertFalse(small.announce(inSwarm(1), reply));
  }

  @Test
  void hasRoomAgainWhenSilentPeersAreDropped() {
    PeerTable small = new PeerTable(new PeerTableLimits(3, 100, 100, 45), 7);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 3; i++) {
        assertTrue(small.announce(inSwarm(i), reply));
      }
      assertFalse(small.announce(inSwarm(3), reply));
      for (int stripe = 0; stripe < small.stripes(); stripe++) {
        small.expire(stripe, 2000, 45);
      }
    }
  }

  @Test
  void losesNoRoomForPeersWhenThereIsNoneForSwarms() {
    PeerTable small = new PeerTable(new PeerTableLimits(3, 100, 1, 45), 7);
    assertTrue(small.announce(inSwarm(0), reply));
    for (int i = 1; i < 10; i++) {
      assertFalse(small.announce(inSwarm(i), reply));
    }
    PeerAnnounce in = inSwarm(0);
    in.port = 2;
    assertTrue(small.announce(in, reply));
    in.port = 3;
    assertTrue(small.announce(in, reply));
    in.port = 4;
    assertFalse(small.announce(in, reply));
  }

  @Test
  void makesNoMoreSwarmsThanItMay() {
    PeerTable small = new PeerTable(new PeerTableLimits(100, 100, 2, 45), 7);
    assertTrue(small.announce(inSwarm(0), reply));
    assertTrue(small.announce(inSwarm(1), reply));
    assertFalse(small.announce(inSwarm(2), reply));
    assertEquals(2, small.stats().ipv4Peers());

    for (int stripe = 0; stripe < small.stripes(); stripe++) {
      small.expire(stripe, 2000, 45);
    }
    assertTrue(small.announce(inSwarm(2), reply));
    assertTrue(small.announce(inSwarm(3), reply));
    assertFalse(small.announce(inSwarm(4), reply));
  }

  @Test
  void touchesAnySwarmOrNoneWithoutChangingAnything() {
    table.announce(leecher(ipv4(1, 1)), reply);
    PeerTableStats before = table.stats();
    for (int i = 0; i < 10_000; i++) {
      table.touch(i, 0, 0);
    }
    table.touch(HASH.word0(), HASH.word1(), HASH.word2());
    assertEquals(before, table.stats());
    assertEquals(0, new PeerTable(PeerTableLimits.defaults(), 1).touch(1, 2, 3));
  }

  @Test
  void forgetsARemovedSwarm() {
    table.announce(leecher(ipv4(1, 1)), reply);
    table.remove(HASH, 0, 1000);

    assertEquals(SwarmCounts.NONE, counts());
    assertEquals(new PeerTableStats(0, 0, 0, 0, 0, 0, 0), table.stats());
  }

  @Test
  void clearsWhatTheLastReplySaid() {
    table.announce(leecher(ipv4(1, 1)), reply);
    table.announce(leecher(ipv4(2, 1)), reply);
    reply.warning = "old";
    table.announce(inSwarm(9), reply);

    assertEquals(0, reply.count4);
    assertEquals(null, reply.warning);
  }

  @Test
  void refusesLimitsThatLeaveNoRoom() {
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(0, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(1, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(1, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(1, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(1, 1, 1, 8192));
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(1, 2_000_001, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new PeerTableLimits(1, 1, 1, 1, 1, -1));
  }

  private void announceAt(int minutes, Endpoint who) {
    PeerAnnounce in = leecher(who);
    in.nowMinutes = minutes;
    table.announce(in, reply);
  }

  private int expireAll(int nowMinutes) {
    int dropped = 0;
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      dropped += table.expire(stripe, nowMinutes, 45);
    }
    return dropped;
  }

  private SwarmCounts counts() {
    return table.counts(HASH.word0(), HASH.word1(), HASH.word2());
  }

  private static PeerAnnounce inSwarm(int number) {
    PeerAnnounce in = leecher(ipv4(1, 1));
    in.infoHash(new InfoHash(number, 0, 0));
    return in;
  }
}

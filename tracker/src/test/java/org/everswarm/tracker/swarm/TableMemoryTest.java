package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At the limit of its memory a table refuses newcomers and serves the others. */
class TableMemoryTest {

  private static final int ANNOUNCES = 1_000_000;

  private final PeerReply reply = new PeerReply(10);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 400, ANNOUNCES})
  void refusesNewcomersAndKeepsTheOthers(int swarmSize) {
    PeerTable table = table((8 << 20) + 200_000);
    int kept = 0;
    for (int i = 0; i < ANNOUNCES; i++) {
      kept += table.announce(peer(i, swarmSize, AnnounceEvent.NONE, 1), reply) ? 1 : 0;
    }
    PeerTableStats stats = table.stats();
    assertEquals(kept, stats.ipv4Peers());
    assertEquals(ANNOUNCES - kept, stats.refused());
    assertTrue(kept > 5_000 && kept < ANNOUNCES, kept + " were kept");
    assertTrue(table.parts.memory().taken() <= table.parts.memory().most());

    int again = 0;
    for (int i = 0; i < ANNOUNCES; i++) {
      again += table.announce(peer(i, swarmSize, AnnounceEvent.STOPPED, 0), reply) ? 1 : 0;
    }
    assertEquals(ANNOUNCES, again);
    assertEquals(0, table.stats().ipv4Peers());
    assertEquals(0, table.parts.lines().inUse());
    assertTrue(table.announce(peer(0, swarmSize, AnnounceEvent.NONE, 1), reply));
  }

  @Test
  void answersEvenWithNoMemoryAtAll() {
    PeerTable table = table(0);
    assertFalse(table.announce(peer(1, 1, AnnounceEvent.NONE, 1), reply));
    assertFalse(table.announce(Announces.leecher(Announces.ipv6(1, 1)), reply));
    assertEquals(new PeerTableStats(0, 0, 0, 0, 0, 0, 2), table.stats());
  }

  @Test
  void leavesASwarmAsItWasWhenThereIsNoLineForItsFirstIpv6Peer() {
    PeerTable table = table((8 << 20) + 5_000_000);
    int swarms = 0;
    while (table.announce(peer(swarms, 1, AnnounceEvent.NONE, 1), reply)) {
      swarms++;
    }
    PeerAnnounce in = Announces.leecher(Announces.ipv6(1, 1));
    in.hash0 = 0;
    in.hash1 = 5;
    in.hash2 = 7;
    assertFalse(table.announce(in, reply));
    assertEquals(1, reply.count4);
    assertEquals(1, reply.leechers);
    assertEquals(swarms, table.stats().swarms());
  }

  private static PeerTable table(long bytes) {
    return new PeerTable(
        new PeerTableLimits(10_000_000, 2_000_000, 10_000_000, 45, 1440, bytes), 1);
  }

  private static PeerAnnounce peer(int number, int swarmSize, AnnounceEvent event, long left) {
    Endpoint who = Announces.ipv4(number, 1);
    PeerAnnounce in = Announces.announce(who, event, left);
    in.hash0 = number / swarmSize;
    in.hash1 = 5;
    in.hash2 = 7;
    return in;
  }
}

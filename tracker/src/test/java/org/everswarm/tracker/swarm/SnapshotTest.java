package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.SwarmCounts;
import org.junit.jupiter.api.Test;

/** Tables that are saved, and restored into empty and into live ones. */
class SnapshotTest {

  private static final int NOW = 1000;
  private static final int MAX_AGE = 45;

  record Join(int swarm, Endpoint peer, AnnounceEvent event, long left, int minute) {}

  /** What is known of a peer: what the bytes have of it. */
  record Known(boolean leecher, int meta) {}

  @Property(tries = 200)
  void restoresTheSameIntoAnEmptyTable(@ForAll("joins") List<Join> joins) {
    PeerTable saved = tableOf(joins, 1);
    PeerTable restored = table(2);
    ByteBuffer bytes = save(saved);

    assertEquals(peers(saved).size(), restored.restore(bytes, NOW, MAX_AGE, false));

    assertEquals(peers(saved), peers(restored));
    for (int swarm = 0; swarm < 4; swarm++) {
      assertEquals(saved.counts(swarm, 0, 0), restored.counts(swarm, 0, 0));
    }
    assertEquals(saved.stats(), restored.stats());
    assertEquals(bytes.remaining(), save(restored).remaining());
  }

  @Property(tries = 200)
  void restoresTheUnionIntoALiveTableAndTheNewestWins(
      @ForAll("joins") List<Join> before, @ForAll("joins") List<Join> live) {
    PeerTable saved = tableOf(before, 1);
    PeerTable table = tableOf(live, 2);
    Map<String, Known> expected = peers(table);
    peers(saved)
        .forEach(
            (peer, known) ->
                expected.merge(peer, known, (here, there) -> SnapshotTest.merge(here, there)));

    table.restore(save(saved), NOW, MAX_AGE, false);

    assertEquals(expected, peers(table));
    PeerTableStats stats = table.stats();
    assertEquals(expected.size(), stats.seeders() + stats.leechers());
    assertEquals(expected.values().stream().filter(Known::leecher).count(), stats.leechers());
  }

  @Property(tries = 300)
  void refusesOrTakesAnyBytesButNeverBreaks(
      @ForAll @Size(max = 300) byte[] noise, @ForAll("joins") List<Join> joins) {
    PeerTable table = table(1);
    restoreIfPossible(table, noise);
    byte[] bytes = bytes(save(tableOf(joins, 1)));
    for (int i = 0; i < noise.length && bytes.length > 0; i += 10) {
      bytes[Math.floorMod(noise[i] * 31 + i, bytes.length)] = noise[i];
    }
    restoreIfPossible(table, bytes);
    // Whatever was taken in is a table in order: its peers are distinct, and can be saved again.
    PeerTableStats stats = table.stats();
    assertEquals(stats.seeders() + stats.leechers(), peers(table).size());
  }

  @Test
  void refusesARecordThatIsCutShortAnywhere() {
    PeerTable saved = table(1);
    for (int host = 0; host < 5; host++) {
      announce(saved, new Join(1, Announces.ipv4(host, 1), AnnounceEvent.NONE, host % 2, NOW));
      announce(saved, new Join(1, Announces.ipv6(host, 1), AnnounceEvent.NONE, host % 2, NOW));
    }
    byte[] bytes = bytes(save(saved));
    for (int length = 1; length < bytes.length; length++) {
      PeerTable table = table(2);
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(MalformedSwarmException.class, () -> table.restore(cut, NOW, MAX_AGE, false));
      assertEquals(0, table.stats().swarms());
    }
  }

  @Test
  void refusesCountsAndPeersThatCannotBe() {
    PeerTable saved = table(1);
    announce(saved, new Join(1, Announces.ipv4(1, 7), AnnounceEvent.NONE, 1, NOW));
    announce(saved, new Join(1, Announces.ipv6(1, 7), AnnounceEvent.NONE, 1, NOW));
    byte[] good = bytes(save(saved));
    refuses(good, 20, -1); // downloads
    refuses(good, 28, -1); // peers
    refuses(good, 28, 2_097_152);
    refuses(good, 32, 2); // leechers
    refuses(good, 36, Integer.MAX_VALUE);
    refuses(good, 40, -1);
    refuses(good, 48, 0); // port 0 and meta 0 of the IPv4 peer
    refuses(good, 68, 0); // the same of the IPv6 peer
    byte[] mapped = good.clone();
    ByteBuffer.wrap(mapped).putLong(52, 0).putLong(60, 0xFFFF_0A00_0001L);
    assertThrows(
        MalformedSwarmException.class,
        () -> table(2).restore(ByteBuffer.wrap(mapped), NOW, MAX_AGE, false));
  }

  @Test
  void leavesOutWhoIsTooOldAndSwarmsThatAreSpent() {
    PeerTable saved = table(1);
    announce(saved, new Join(1, Announces.ipv4(1, 1), AnnounceEvent.NONE, 1, NOW));
    announce(saved, new Join(1, Announces.ipv4(2, 1), AnnounceEvent.NONE, 1, NOW + 1));
    announce(saved, new Join(2, Announces.ipv6(1, 1), AnnounceEvent.NONE, 1, NOW));
    announce(saved, new Join(3, Announces.ipv6(1, 1), AnnounceEvent.COMPLETED, 0, NOW));
    PeerTable table = table(2);

    assertEquals(1, table.restore(save(saved), NOW + MAX_AGE + 1, MAX_AGE, false));
    assertEquals(new SwarmCounts(0, 0, 1, 1), table.counts(1, 0, 0));
    assertEquals(new SwarmCounts(0, 1, 0, 0), table.counts(3, 0, 0));
    assertEquals(2, table.stats().swarms());
    expire(table, NOW + MAX_AGE + PeerTableLimits.EMPTY_SWARM_MINUTES);
    assertEquals(1, table.stats().swarms(), "a day begins when its last peer went");
  }

  @Test
  void countsADownloadOfAPeerThatIsInBothOnce() {
    PeerTable saved = table(1);
    announce(saved, new Join(1, Announces.ipv4(1, 1), AnnounceEvent.COMPLETED, 0, NOW));
    announce(saved, new Join(1, Announces.ipv4(2, 1), AnnounceEvent.COMPLETED, 0, NOW));
    PeerTable table = table(2);
    announce(table, new Join(1, Announces.ipv4(1, 1), AnnounceEvent.COMPLETED, 0, NOW));
    announce(table, new Join(1, Announces.ipv4(2, 1), AnnounceEvent.NONE, 0, NOW));
    announce(table, new Join(1, Announces.ipv4(3, 1), AnnounceEvent.COMPLETED, 0, NOW));

    assertEquals(0, table.restore(save(saved), NOW, MAX_AGE, false));
    assertEquals(new SwarmCounts(3, 3, 0, 0), table.counts(1, 0, 0));
    announce(table, new Join(1, Announces.ipv4(2, 1), AnnounceEvent.COMPLETED, 0, NOW));
    assertEquals(3, table.counts(1, 0, 0).downloads(), "it was counted before the restart");
  }

  @Test
  void keepsToEveryLimit() {
    PeerTable saved = table(1);
    for (int host = 0; host < 300; host++) {
      announce(saved, new Join(host % 3, Announces.ipv4(host, 1), AnnounceEvent.NONE, 1, NOW));
    }
    ByteBuffer bytes = save(saved);
    assertKept(150, new PeerTableLimits(150, 1000, 10, 45), bytes);
    assertKept(60, new PeerTableLimits(1000, 20, 10, 45), bytes);
    assertKept(200, new PeerTableLimits(1000, 1000, 2, 45), bytes);
    assertKept(0, new PeerTableLimits(1000, 1000, 10, 45, 1440, 0), bytes);
  }

  private static void assertKept(int kept, PeerTableLimits limits, ByteBuffer bytes) {
    PeerTable table = new PeerTable(limits, 5);
    assertEquals(kept, table.restore(bytes, NOW, MAX_AGE, false));
    assertEquals(300 - kept, table.stats().refused());
    assertEquals(kept, table.stats().ipv4Peers());
  }

  private static void refuses(byte[] good, int at, int value) {
    byte[] bad = good.clone();
    ByteBuffer.wrap(bad).putInt(at, value);
    PeerTable table = table(3);
    assertThrows(
        MalformedSwarmException.class,
        () -> table.restore(ByteBuffer.wrap(bad), NOW, MAX_AGE, false));
    assertEquals(0, table.stats().swarms());
  }

  private static void restoreIfPossible(PeerTable table, byte[] bytes) {
    try {
      table.restore(ByteBuffer.wrap(bytes), NOW, MAX_AGE, false);
    } catch (MalformedSwarmException expected) {
      assertTrue(expected.getMessage() != null);
    }
  }

  private static Known merge(Known here, Known there) {
    Known newest = age(there) < age(here) ? there : here;
    int snatched = (here.meta | there.meta) & PeerList.SNATCHED;
    return new Known(newest.leecher, newest.meta | snatched);
  }

  private static int age(Known known) {
    return PeerList.age(known.meta, NOW);
  }

  private static PeerTable table(long seed) {
    return new PeerTable(new PeerTableLimits(10_000, 10_000, 100, MAX_AGE), seed);
  }

  private static PeerTable tableOf(List<Join> joins, long seed) {
    PeerTable table = table(seed);
    joins.forEach(join -> announce(table, join));
    return table;
  }

  private static void announce(PeerTable table, Join join) {
    PeerAnnounce in = Announces.announce(join.peer, join.event, join.left);
    in.hash0 = join.swarm;
    in.hash1 = 0;
    in.hash2 = 0;
    in.nowMinutes = join.minute;
    assertTrue(table.announce(in, new PeerReply(0)));
  }

  private static void expire(PeerTable table, int nowMinutes) {
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      table.expire(stripe, nowMinutes, MAX_AGE);
    }
  }

  private static ByteBuffer save(PeerTable table) {
    SwarmBuffer buffer = new SwarmBuffer();
    int swarms = 0;
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      swarms += table.save(stripe, buffer);
    }
    assertEquals(table.stats().swarms(), swarms);
    return buffer.written();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** All peers of a table, read from its bytes by the letter of their description. */
  private static Map<String, Known> peers(PeerTable table) {
    Map<String, Known> peers = new HashMap<>();
    ByteBuffer in = save(table);
    while (in.hasRemaining()) {
      String swarm = in.getLong() + "/" + in.getLong() + "/" + in.getInt();
      in.getLong();
      int size4 = in.getInt();
      int leechers4 = in.getInt();
      int size6 = in.getInt();
      int leechers6 = in.getInt();
      for (int i = 0; i < size4; i++) {
        String peer = swarm + " " + Integer.toHexString(in.getInt());
        put(peers, peer, in, i < leechers4);
      }
      for (int i = 0; i < size6; i++) {
        String peer = swarm + " " + Long.toHexString(in.getLong()) + ":" + in.getLong();
        put(peers, peer, in, i < leechers6);
      }
    }
    return peers;
  }

  private static void put(Map<String, Known> to, String peer, ByteBuffer in, boolean leecher) {
    int port = in.getShort() & 0xFFFF;
    Known known = new Known(leecher, in.getShort() & 0xFFFF);
    assertEquals(null, to.put(peer + " " + port, known), "a peer is there twice");
  }

  @Provide
  Arbitrary<List<Join>> joins() {
    Arbitrary<Endpoint> peers =
        Combinators.combine(Arbitraries.integers().between(1, 60), Arbitraries.of(true, false))
            .as((host, v4) -> v4 ? Announces.ipv4(host, 1) : Announces.ipv6(host, 1));
    Arbitrary<AnnounceEvent> events =
        Arbitraries.of(AnnounceEvent.NONE, AnnounceEvent.COMPLETED, AnnounceEvent.PAUSED);
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            peers,
            events,
            Arbitraries.longs().between(0, 1),
            Arbitraries.integers().between(NOW - MAX_AGE, NOW))
        .as(Join::new)
        .list()
        .ofMaxSize(400);
  }
}

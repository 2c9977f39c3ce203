package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.SwarmCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One swarm that grows and shrinks through every layout a list can have, against a map. */
class ListSizesTest {

  private static final int TABLE_PEERS = 200_000;

  private final PeerTable table =
      new PeerTable(new PeerTableLimits(TABLE_PEERS, TABLE_PEERS, 1000, 45), 3);
  private final PeerReply reply = new PeerReply(2000);

  /** True of a leecher. */
  private final Map<Endpoint, Boolean> model = new HashMap<>();

  /** Sizes about which the swarm swings: borders of every layout of both families. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 10, 12, 24, 40, 96, 110, 160, 200, 384, 512, 640, 1500})
  void staysRightAboutEveryBorder(int middle) {
    SplittableRandom random = new SplittableRandom(middle);
    for (boolean ipv4 : new boolean[] {true, false}) {
      for (int step = 0; step < Math.max(3000, 8 * middle); step++) {
        // A slow wave through the border and a little beyond.
        double wave = middle * (1 + 0.5 * Math.sin(step / 300.0));
        boolean joins = random.nextDouble() < (model.size() < wave ? 0.8 : 0.2);
        Endpoint who = joins || model.isEmpty() ? someone(random, ipv4, middle) : member(random);
        announce(who, joins, random);
        if (step % 40 == 0) {
          checkMembers();
        }
      }
      leaveAll();
    }
    assertNothingIsLeft();
  }

  @Test
  void expiresAnyPartOfAnySize() {
    SplittableRandom random = new SplittableRandom(1);
    for (int size : new int[] {1, 3, 4, 41, 129, 2000}) {
      for (boolean ipv4 : new boolean[] {true, false}) {
        for (int host = 0; host < size; host++) {
          Endpoint who = ipv4 ? Announces.ipv4(host, 1) : Announces.ipv6(host, 1);
          PeerAnnounce in = Announces.announce(who, AnnounceEvent.NONE, random.nextInt(2));
          boolean silent = random.nextInt(3) > 0;
          in.nowMinutes = silent ? 900 : 1000;
          assertTrue(table.announce(in, reply));
          if (!silent) {
            model.put(who, in.left > 0);
          }
        }
        expire(1000);
        checkMembers();
        leaveAll();
      }
    }
    assertNothingIsLeft();
  }

  @Test
  void holdsASwarmWhoseRanksNeedMoreThanSixteenBits() {
    int size = 150_000;
    for (int host = 0; host < size; host++) {
      assertTrue(table.announce(Announces.leecher(Announces.ipv4(host, 1)), reply));
    }
    for (int host = 0; host < size; host++) {
      PeerAnnounce in = Announces.seeder(Announces.ipv4(host, 1));
      in.numWant = 0;
      assertTrue(table.announce(in, reply));
    }
    assertEquals(size, reply.seeders, "some were not found again");
    for (int host = 0; host < size - 1; host++) {
      table.announce(stopped(Announces.ipv4(host, 1)), reply);
    }
    assertEquals(1, reply.seeders);
    table.announce(stopped(Announces.ipv4(size - 1, 1)), reply);
    assertNothingIsLeft();
  }

  @Test
  void givesEverythingBackWhenASwarmIsRemoved() {
    for (int host = 0; host < 1000; host++) {
      table.announce(Announces.leecher(Announces.ipv4(host, 1)), reply);
      table.announce(Announces.leecher(Announces.ipv6(host, 1)), reply);
    }
    table.remove(Announces.HASH, 0, 1000);
    assertNothingIsLeft();
  }

  private void announce(Endpoint who, boolean joins, SplittableRandom random) {
    PeerAnnounce in =
        joins ? Announces.announce(who, AnnounceEvent.NONE, random.nextInt(2)) : stopped(who);
    in.numWant = random.nextInt(40);
    boolean leechersOnly = in.left == 0;
    long others =
        model.entrySet().stream()
            .filter(peer -> !peer.getKey().equals(who) && (!leechersOnly || peer.getValue()))
            .count();
    assertTrue(table.announce(in, reply));
    List<Endpoint> told = Replies.peers(reply);
    assertEquals(joins ? Math.min(in.numWant, others) : 0, told.size());
    assertEquals(told.size(), new HashSet<>(told).size(), "a peer was told twice");
    assertFalse(told.contains(who), "told of itself");
    for (Endpoint peer : told) {
      Boolean leecher = model.get(peer);
      assertTrue(leecher != null && (leecher || !leechersOnly), "told of a stranger or a seeder");
    }
    if (joins) {
      model.put(who, in.left > 0);
    } else {
      model.remove(who);
    }
    checkCounts();
  }

  private void checkCounts() {
    int leechers = (int) model.values().stream().filter(leecher -> leecher).count();
    SwarmCounts counts = table.counts(1, 2, 3);
    assertEquals(new SwarmCounts(model.size() - leechers, 0, leechers, leechers), counts);
  }

  private void checkMembers() {
    for (boolean ipv4 : new boolean[] {true, false}) {
      PeerAnnounce visitor = Announces.leecher(Announces.ipv4(0xFFFFFF, 0));
      visitor.numWant = 2000;
      visitor.wantIpv4 = ipv4;
      visitor.wantIpv6 = !ipv4;
      table.announce(visitor, reply);
      Set<Endpoint> expected =
          model.keySet().stream()
              .filter(peer -> peer.address().isIpv4() == ipv4)
              .collect(Collectors.toSet());
      assertEquals(expected, new HashSet<>(Replies.peers(reply)));
    }
  }

  private void leaveAll() {
    for (Endpoint who : model.keySet()) {
      table.announce(stopped(who), reply);
    }
    model.clear();
  }

  private void expire(int nowMinutes) {
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      table.expire(stripe, nowMinutes, 45);
    }
  }

  /** No line, no large list and no room is lost; slots and arrays of lines stay. */
  private void assertNothingIsLeft() {
    PeerTableStats stats = table.stats();
    assertEquals(0, stats.ipv4Peers() + stats.ipv6Peers() + stats.swarms());
    assertEquals(0, table.parts.lines().inUse());
    assertEquals(0, table.parts.memory().taken() % (8 << 20));
  }

  private Endpoint member(SplittableRandom random) {
    return new ArrayList<>(model.keySet()).get(random.nextInt(model.size()));
  }

  private static Endpoint someone(SplittableRandom random, boolean ipv4, int middle) {
    int host = random.nextInt(3 * middle);
    int port = 1 + random.nextInt(2);
    return ipv4 ? Announces.ipv4(host, port) : Announces.ipv6(host, port);
  }

  private static PeerAnnounce stopped(Endpoint who) {
    return Announces.announce(who, AnnounceEvent.STOPPED, 0);
  }
}

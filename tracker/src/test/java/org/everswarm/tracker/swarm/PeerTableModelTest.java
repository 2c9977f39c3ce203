package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;

/** The table against a model too simple to be wrong. */
class PeerTableModelTest {

  private static final int EXPIRY_MINUTES = 45;
  private static final int SWARMS = 3;

  record Step(int swarm, Endpoint peer, AnnounceEvent event, long left, int numWant, int minutes) {}

  record Peer(long left, boolean partial, boolean snatched, int seen) {}

  /** What a swarm should be. */
  static final class Model {
    final Map<Endpoint, Peer> peers = new LinkedHashMap<>();
    int downloads;

    SwarmCounts counts() {
      int seeders = (int) peers.values().stream().filter(p -> p.left == 0).count();
      int partial = (int) peers.values().stream().filter(Peer::partial).count();
      int leechers = peers.size() - seeders;
      return new SwarmCounts(seeders, downloads, leechers, leechers - partial);
    }

    Set<Endpoint> candidates(Step step) {
      boolean leechersOnly = step.left == 0 || step.event == AnnounceEvent.PAUSED;
      Set<Endpoint> others = new HashSet<>();
      peers.forEach(
          (who, peer) -> {
            if (!who.equals(step.peer) && !(leechersOnly && peer.left == 0)) {
              others.add(who);
            }
          });
      return others;
    }

    void apply(Step step, int now) {
      Peer old = peers.remove(step.peer);
      if (step.event == AnnounceEvent.STOPPED) {
        return;
      }
      boolean snatched = old != null && old.snatched;
      if (!snatched && step.event == AnnounceEvent.COMPLETED && step.left == 0) {
        snatched = true;
        downloads++;
      }
      boolean partial = step.event == AnnounceEvent.PAUSED && step.left > 0;
      peers.put(step.peer, new Peer(step.left, partial, snatched, now));
    }

    void expire(int now) {
      peers.values().removeIf(peer -> now - peer.seen > EXPIRY_MINUTES);
    }
  }

  @Property(tries = 400)
  void answersAndCountsAsTheModelDoes(@ForAll("steps") List<Step> steps, @ForAll long seed) {
    PeerTable table = new PeerTable(new PeerTableLimits(1000, 1000, 1000, EXPIRY_MINUTES), seed);
    Map<InfoHash, Model> models = new LinkedHashMap<>();
    PeerReply reply = new PeerReply(20);
    int now = 0;
    for (Step step : steps) {
      if (step.minutes > 0) {
        now += step.minutes;
        expire(table, models, now);
      }
      announce(table, models.computeIfAbsent(hash(step), h -> new Model()), step, reply, now);
      check(table, models);
    }
  }

  private static void announce(PeerTable table, Model model, Step step, PeerReply reply, int now) {
    Set<Endpoint> candidates = model.candidates(step);
    PeerAnnounce in = Announces.announce(step.peer, step.event, step.left);
    in.infoHash(hash(step));
    in.numWant = step.numWant;
    in.nowMinutes = now;
    assertTrue(table.announce(in, reply));
    model.apply(step, now);

    List<Endpoint> told = Replies.peers(reply);
    int expected = step.event == AnnounceEvent.STOPPED ? 0 : step.numWant;
    assertEquals(Math.min(expected, candidates.size()), told.size());
    assertEquals(told.size(), new HashSet<>(told).size(), "a peer was told twice");
    assertTrue(candidates.containsAll(told));
    assertFalse(told.contains(step.peer));
    SwarmCounts counts = model.counts();
    assertEquals(counts.seeders(), reply.seeders);
    assertEquals(counts.leechers(), reply.leechers);
    assertEquals(counts.downloads(), reply.downloads);
  }

  private static void expire(PeerTable table, Map<InfoHash, Model> models, int now) {
    for (int stripe = 0; stripe < table.stripes(); stripe++) {
      table.expire(stripe, now, EXPIRY_MINUTES);
    }
    models.values().forEach(model -> model.expire(now));
  }

  private static void check(PeerTable table, Map<InfoHash, Model> models) {
    int seeders = 0;
    int leechers = 0;
    int ipv4 = 0;
    int swarms = 0;
    for (Map.Entry<InfoHash, Model> entry : models.entrySet()) {
      InfoHash hash = entry.getKey();
      SwarmCounts counts = entry.getValue().counts();
      assertEquals(counts, table.counts(hash.word0(), hash.word1(), hash.word2()));
      seeders += counts.seeders();
      leechers += counts.leechers();
      swarms += counts.equals(SwarmCounts.NONE) ? 0 : 1;
      ipv4 +=
          (int) entry.getValue().peers.keySet().stream().filter(p -> p.address().isIpv4()).count();
    }
    PeerTableStats stats = table.stats();
    assertEquals(seeders, stats.seeders());
    assertEquals(leechers, stats.leechers());
    assertEquals(ipv4, stats.ipv4Peers());
    assertEquals(seeders + leechers - ipv4, stats.ipv6Peers());
    assertEquals(swarms, stats.swarms());
  }

  private static InfoHash hash(Step step) {
    return new InfoHash(0, step.swarm, 0);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Endpoint> peers =
        Combinators.combine(
                Arbitraries.integers().between(1, 5),
                Arbitraries.integers().between(1, 2),
                Arbitraries.of(true, false))
            .as((host, port, v4) -> v4 ? Announces.ipv4(host, port) : Announces.ipv6(host, port));
    Arbitrary<AnnounceEvent> events = Arbitraries.of(AnnounceEvent.class);
    Arbitrary<Integer> minutes =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, Arbitraries.just(0)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, 40)));
    return Combinators.combine(
            Arbitraries.integers().between(1, SWARMS),
            peers,
            events,
            Arbitraries.longs().between(0, 1),
            Arbitraries.integers().between(0, 8),
            minutes)
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }
}

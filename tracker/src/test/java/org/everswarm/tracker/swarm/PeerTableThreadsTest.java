package org.everswarm.tracker.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.SwarmCounts;
import org.junit.jupiter.api.Test;

class PeerTableThreadsTest {

  private static final int THREADS = 4;
  private static final int ANNOUNCES = 200_000;
  private static final int SWARMS = 5;
  private static final int MAX_PEERS = 300;
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());

  private final PeerTable table = new PeerTable(new PeerTableLimits(MAX_PEERS, 1000, 1000, 45), 3);

  @Test
  void staysExactWhileManyThreadsAnnounceAndExpire() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    AtomicBoolean done = new AtomicBoolean();
    try {
      Future<?> sweeper = threads.submit(() -> sweepUntil(done));
      List<Future<?>> announcers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        announcers.add(threads.submit(() -> announce(thread)));
      }
      for (Future<?> announcer : announcers) {
        announcer.get(60, TimeUnit.SECONDS);
      }
      done.set(true);
      sweeper.get(60, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
    checkTotals();
    stopAll();
    PeerTableStats stats = table.stats();
    assertEquals(0, stats.ipv4Peers() + stats.ipv6Peers());
    assertEquals(MAX_PEERS, fill(), "room was lost");
  }

  private void announce(int thread) {
    SplittableRandom random = new SplittableRandom(thread);
    PeerReply reply = new PeerReply(50);
    for (int i = 0; i < ANNOUNCES; i++) {
      PeerAnnounce in = randomAnnounce(random, thread);
      table.touch(in.hash0, in.hash1, in.hash2);
      table.announce(in, reply);
      for (Endpoint peer : i % 100 == 0 ? Replies.peers(reply) : List.<Endpoint>of()) {
        assertTrue(peer.port() > 0 && peer.port() <= THREADS, "a torn peer");
      }
    }
  }

  private static PeerAnnounce randomAnnounce(SplittableRandom random, int thread) {
    int host = random.nextInt(100);
    Endpoint who =
        random.nextBoolean() ? Announces.ipv4(host, thread + 1) : Announces.ipv6(host, thread + 1);
    AnnounceEvent event = EVENTS.get(random.nextInt(EVENTS.size()));
    PeerAnnounce in = Announces.announce(who, event, random.nextInt(2));
    in.hash0 = random.nextInt(SWARMS);
    return in;
  }

  private void sweepUntil(AtomicBoolean done) {
    for (int stripe = 0; !done.get(); stripe = (stripe + 1) % table.stripes()) {
      table.expire(stripe, 1000 + 40, 45);
      table.stats();
    }
  }

  private void checkTotals() {
    PeerTableStats stats = table.stats();
    int seeders = 0;
    int leechers = 0;
    for (int swarm = 0; swarm < SWARMS; swarm++) {
      SwarmCounts counts = table.counts(swarm, 2, 3);
      seeders += counts.seeders();
      leechers += counts.leechers();
    }
    assertEquals(seeders, stats.seeders());
    assertEquals(leechers, stats.leechers());
    assertEquals(seeders + leechers, stats.ipv4Peers() + stats.ipv6Peers());
    assertTrue(seeders + leechers <= MAX_PEERS);
    assertTrue(stats.refused() > 0, "the limit was not reached");
  }

  private void stopAll() {
    PeerReply reply = new PeerReply(0);
    for (int swarm = 0; swarm < SWARMS; swarm++) {
      for (int host = 0; host < 100; host++) {
        for (int port = 1; port <= THREADS; port++) {
          stop(swarm, Announces.ipv4(host, port), reply);
          stop(swarm, Announces.ipv6(host, port), reply);
        }
      }
    }
  }

  private void stop(int swarm, Endpoint who, PeerReply reply) {
    PeerAnnounce in = Announces.announce(who, AnnounceEvent.STOPPED, 0);
    in.hash0 = swarm;
    table.announce(in, reply);
  }

  private int fill() {
    PeerReply reply = new PeerReply(0);
    int kept = 0;
    for (int host = 0; host < 2 * MAX_PEERS; host++) {
      kept += table.announce(Announces.leecher(Announces.ipv4(host, 1)), reply) ? 1 : 0;
    }
    return kept;
  }
}

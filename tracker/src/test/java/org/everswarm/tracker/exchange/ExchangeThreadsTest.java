package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.junit.jupiter.api.Test;

/** Announces, batches and pulls at once, all of the same few peers. */
class ExchangeThreadsTest {

  private static final int ROUNDS = 20;
  private static final int ANNOUNCES = 3_000;
  private static final AnnounceEvent[] EVENTS = {
    AnnounceEvent.NONE, AnnounceEvent.STOPPED, AnnounceEvent.PAUSED
  };

  @Test
  void tablesEndUpAsWhatWasToldLast() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        play(threads, round);
      }
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(60, TimeUnit.SECONDS);
    }
  }

  private static void play(ExecutorService threads, int round) throws Exception {
    Node a = new Node(5, Node.limits(1 << 12), round);
    Node b = new Node(5, Node.limits(1 << 12), round + 1000);
    List<Node.Batch> told = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Void>> players = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      long seed = 100L * round + i;
      players.add(() -> announce(a, seed));
      players.add(() -> announce(b, seed + 50));
    }
    players.add(() -> tell(a, b, told));
    players.add(() -> tell(b, a, told));
    for (Future<Void> done : threads.invokeAll(players)) {
      done.get();
    }
    tellOnce(a, b, told);
    tellOnce(b, a, told);
    Truth truth = new Truth();
    told.forEach(truth::hear);
    assertEquals(truth.contents(), Truth.unmarked(a));
    assertEquals(truth.contents(), Truth.unmarked(b));
  }

  private static Void announce(Node node, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PeerAnnounce in = new PeerAnnounce();
    PeerReply reply = new PeerReply(1);
    for (int i = 0; i < ANNOUNCES; i++) {
      in.addressLow = 0xFFFF_0A00_0000L + random.nextInt(3);
      in.port = 1;
      in.event = EVENTS[random.nextInt(EVENTS.length)];
      in.left = random.nextInt(2);
      in.nowMinutes = node.clock.minutes();
      node.table.announce(in, reply);
    }
    return null;
  }

  private static Void tell(Node from, Node to, List<Node.Batch> told) {
    for (int i = 0; i < 100; i++) {
      tellOnce(from, to, told);
      to.pullStops(from, 0);
      to.exchange.merge(from.saved(0));
    }
    return null;
  }

  private static void tellOnce(Node from, Node to, List<Node.Batch> told) {
    for (Node.Batch batch : from.take()) {
      told.add(batch);
      to.exchange.apply(batch.shard(), batch.bytes().duplicate());
    }
  }
}

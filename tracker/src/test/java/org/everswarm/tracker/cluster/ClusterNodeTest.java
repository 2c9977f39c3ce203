package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.LogWatch;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.cluster.Nodes.Node;
import org.everswarm.tracker.exchange.ExchangeLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes of one cluster know of each other's peers; each is a real member. */
@Timeout(value = 150, unit = TimeUnit.SECONDS)
class ClusterNodeTest {

  private static final int LEECHER = 1;

  private final Nodes nodes = new Nodes();

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void aPeerOfOneNodeIsInTheTablesOfAllAndLeavesThem() {
    List<Node> three = nodes.start(3);
    three.get(0).announce(1, 1, AnnounceEvent.STARTED, LEECHER);
    three.get(1).announce(1, 2, AnnounceEvent.STARTED, 0);
    three.forEach(node -> Nodes.eventually("both peers", () -> node.peers(1) == 2));
    three.get(2).announce(1, 1, AnnounceEvent.STOPPED, LEECHER);
    three.forEach(node -> Nodes.eventually("one has left", () -> node.peers(1) == 1));
    three.forEach(node -> assertEquals(0, node.cluster.sealsBroken()));
    busReaches(three);
    reportReach(three);
  }

  private static void busReaches(List<Node> three) {
    AtomicInteger heard = new AtomicInteger();
    for (Node node : three) {
      Vertx vertx = TestTracker.await(node.cluster.vertx());
      TestTracker.await(
          vertx.eventBus().consumer("test", message -> heard.incrementAndGet()).completion());
    }
    Nodes.eventually(
        "heard by all",
        () -> {
          heard.set(0);
          TestTracker.await(three.get(1).cluster.vertx()).eventBus().publish("test", "word");
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
          return heard.get() == 3;
        });
  }

  /** Not a check: how long it takes is said for whoever runs it. */
  private static void reportReach(List<Node> three) {
    long[] micros = new long[200];
    for (int i = 0; i < micros.length; i++) {
      int swarm = 1000 + i;
      long start = System.nanoTime();
      three.get(i % 3).announce(swarm, i, AnnounceEvent.STARTED, LEECHER);
      Nodes.eventually(
          "a peer everywhere", () -> three.stream().allMatch(node -> node.peers(swarm) == 1));
      micros[i] = (System.nanoTime() - start) / 1000;
    }
    Arrays.sort(micros);
    System.out.printf(
        "announce to all three tables: median %d ms, p99 %d ms, most %d ms%n",
        micros[100] / 1000, micros[198] / 1000, micros[199] / 1000);
  }

  @Test
  void whoeverSurvivesHasThemAll() {
    List<Node> three = nodes.start(3);
    for (int i = 0; i < 3000; i++) {
      three.get(i % 3).announce(i % 500, i, AnnounceEvent.STARTED, LEECHER);
    }
    three.forEach(node -> Nodes.eventually("all peers", () -> node.peers() == 3000));
    three.get(0).kill();
    three.get(1).kill();
    Node survivor = three.get(2);
    assertEquals(3000, survivor.peers());
    Nodes.eventually("alone", () -> survivor.cluster.members() == 1);
    survivor.announce(1, 9000, AnnounceEvent.STARTED, LEECHER);
    Node fresh = nodes.start();
    Nodes.awaitReady(fresh, 2);
    assertEquals(3001, fresh.peers());
    assertEquals(List.of(false), fresh.restores);
  }

  @Test
  void aNewNodeGetsThousandsOfPeersAndNobodyWhoHasLeft() {
    Node first = nodes.start(1).get(0);
    for (int i = 0; i < 20_000; i++) {
      first.announce(i % 300, i, AnnounceEvent.STARTED, LEECHER);
    }
    for (int i = 0; i < 1000; i++) {
      first.announce(i % 300, i, AnnounceEvent.STOPPED, LEECHER);
    }
    Node second = nodes.start();
    // It answers meanwhile, and what it hears counts.
    second.announce(7, 50_000, AnnounceEvent.STARTED, LEECHER);
    Nodes.awaitReady(second, 2);
    assertEquals(19_001, second.peers());
    Nodes.eventually("told", () -> first.peers() == 19_001);
    assertEquals(List.of(true), first.restores);
    assertEquals(List.of(false), second.restores);
  }

  @Test
  void aNodeWithAnotherKeyIsRefusedAndHarmsNobody() {
    List<Node> two = nodes.start(2);
    ClusterKey wrong = nodes.key().withNewKey(Nodes.RANDOM).withNewKeyFirst().withoutOldKey();
    try (LogWatch log = new LogWatch()) {
      Node stranger = nodes.start(wrong, InstantSource.system(), ExchangeLimits.forHeap(256 << 20));
      Nodes.eventually("ready, alone", () -> stranger.cluster.ready().isComplete());
      assertEquals(List.of(true), stranger.restores);
      stranger.announce(1, 1, AnnounceEvent.STARTED, LEECHER);
      two.get(0).announce(1, 2, AnnounceEvent.STARTED, LEECHER);
      Nodes.eventually("told", () -> two.get(1).peers(1) == 1);
      assertEquals(1, stranger.peers(1));
      assertEquals(1, stranger.cluster.members());
      two.forEach(node -> assertEquals(2, node.cluster.members()));
      assertTrue(log.text().contains("refused by the cluster of 2 other nodes"), log.text());
      assertTrue(log.text().contains("has another cluster key and is refused"), log.text());
    }
  }

  @Test
  void aNodeOfAnotherClusterIsRefusedAndHarmsNobody() {
    List<Node> two = nodes.start(2);
    try (LogWatch log = new LogWatch()) {
      Node stranger =
          nodes.start(
              ClusterKey.generate(Nodes.RANDOM),
              InstantSource.system(),
              ExchangeLimits.forHeap(256 << 20));
      Nodes.eventually("ready, alone", () -> stranger.cluster.ready().isComplete());
      two.get(0).announce(1, 2, AnnounceEvent.STARTED, LEECHER);
      Nodes.eventually("told", () -> two.get(1).peers(1) == 1);
      assertEquals(1, stranger.cluster.members());
      two.forEach(node -> assertEquals(2, node.cluster.members()));
      assertTrue(log.text().contains("which is of another cluster; this node goes on"));
      assertTrue(log.text().contains("is of another cluster and is refused"));
    }
  }
}

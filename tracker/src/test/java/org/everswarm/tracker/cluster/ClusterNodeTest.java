package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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
@Timeout(value = 300, unit = TimeUnit.SECONDS)
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
  }

  private static void busReaches(List<Node> three) {
    AtomicInteger heard = new AtomicInteger();
    for (Node node : three) {
      Vertx vertx = bus(node);
      TestTracker.await(
          vertx.eventBus().consumer("test", message -> heard.incrementAndGet()).completion());
    }
    Nodes.eventually(
        "heard by all",
        () -> {
          heard.set(0);
          bus(three.get(1)).eventBus().publish("test", "word");
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
          return heard.get() == three.size();
        });
  }

  private static Vertx bus(Node node) {
    Nodes.eventually("the bus is open", () -> !node.buses.isEmpty());
    return node.buses.get(node.buses.size() - 1);
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
  void aNodeThatFellOutComesBackAndTellsWhatItHeardMeanwhile() {
    List<Node> two = nodes.start(2);
    Node fallen = two.get(1);
    bus(fallen);
    // What Hazelcast does by itself when it cannot go over to the other side of a split.
    fallen.member().getLifecycleService().terminate();
    Nodes.eventually("alone", () -> two.get(0).cluster.members() == 1);
    fallen.announce(1, 1, AnnounceEvent.STARTED, LEECHER);
    two.get(0).announce(1, 2, AnnounceEvent.STARTED, LEECHER);
    two.forEach(node -> Nodes.eventually("back", () -> node.cluster.members() == 2));
    two.forEach(node -> Nodes.eventually("both peers", () -> node.peers(1) == 2));
    Nodes.eventually("another bus", () -> fallen.buses.size() == 2);
    assertEquals(1, fallen.restores.size());
    busReaches(two);
  }

  @Test
  void aCrowdOfStrangersDrivesItOutForAsLongAsTheyStay() {
    Node one = nodes.start(1).get(0);
    ClusterKey wrong = nodes.key().withNewKey(Nodes.RANDOM).withNewKeyFirst().withoutOldKey();
    List<Node> crowd = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      crowd.add(nodes.start(wrong, InstantSource.system(), ExchangeLimits.forHeap(256 << 20)));
    }
    Nodes.eventually("driven out", () -> one.cluster.counters().refusals() > 2);
    Nodes.eventually("out", () -> one.cluster.member() == null);
    crowd.forEach(Node::kill);
    // It knows of no other place to look for nodes, so who comes has to find it.
    Nodes.eventually("back", () -> one.cluster.member() != null);
    Node two = nodes.start();
    Nodes.eventually("together", () -> one.cluster.members() == 2 && two.cluster.members() == 2);
    one.announce(1, 1, AnnounceEvent.STARTED, LEECHER);
    Nodes.eventually("told", () -> two.peers(1) == 1);
  }

  @Test
  void theLastWordCountsWhateverTheClocksSay() {
    InstantSource slow = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(-5));
    Node right = nodes.start(1).get(0);
    Node behind = nodes.start(nodes.key(), slow, ExchangeLimits.forHeap(256 << 20));
    Nodes.awaitReady(behind, 2);
    for (int round = 0; round < 5; round++) {
      behind.announce(1, 1, AnnounceEvent.STARTED, LEECHER);
      Nodes.eventually("come", () -> right.peers(1) == 1 && behind.peers(1) == 1);
      right.announce(1, 1, AnnounceEvent.STOPPED, LEECHER);
      Nodes.eventually("gone", () -> right.peers(1) == 0 && behind.peers(1) == 0);
    }
    Nodes.eventually("told to the operator", () -> right.cluster.skewSeconds() > 4);
    assertTrue(right.cluster.skewSeconds() < 6);
  }

  @Test
  void allGoByTheClockThatIsMostAhead() {
    InstantSource slow = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(-5));
    Node right = nodes.start(1).get(0);
    Node behind = nodes.start(nodes.key(), slow, ExchangeLimits.forHeap(256 << 20));
    Nodes.awaitReady(behind, 2);
    Nodes.eventually("followed", () -> areTogether(right, behind));
    long later = right.clock.stamp() + 3000;
    Nodes.eventually("time passes", () -> right.clock.stamp() >= later);
    assertTrue(areTogether(right, behind));
  }

  private static boolean areTogether(Node one, Node other) {
    long before = one.clock.stamp();
    long between = other.clock.stamp();
    long after = one.clock.stamp();
    return between > before - 1000 && between < after + 1000;
  }

  /** The oldest has the others agree on who is there; who is next must be agreed on at once. */
  @Test
  void whenTheOldestLeavesTheOthersStayTogether() {
    List<Node> members = new ArrayList<>(nodes.start(3));
    for (int round = 0; round < 3; round++) {
      members.remove(0).close();
      members.forEach(node -> Nodes.awaitReady(node, 2));
      members.add(nodes.start());
      members.forEach(node -> Nodes.awaitReady(node, 3));
    }
    members.forEach(node -> assertEquals(0, node.cluster.counters().merges()));
  }

  @Test
  void theOthersHearByHowMuchOneStretchesItsIntervals() {
    List<Node> two = nodes.start(2);
    two.get(0).stretchPermille = 2500;
    Nodes.eventually("heard", () -> two.get(1).elsewherePermille == 2500);
    Nodes.eventually("unstretched", () -> two.get(0).elsewherePermille == 1000);
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
      assertTrue(stranger.cluster.counters().refusals() > 0);
      assertTrue(two.stream().anyMatch(node -> node.cluster.counters().refusals() > 0));
    }
  }
}

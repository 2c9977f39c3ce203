package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.cluster.Nodes.Node;
import org.everswarm.tracker.exchange.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes make of logs that are lost or too short, and of what nobody of ours would send. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ClusterFaultsTest {

  private static final int LEECHER = 1;

  /** More than a log keeps. */
  private static final int MANY = 400_000;

  private final Nodes nodes = new Nodes();

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void whatTheLogForgotIsPulled() {
    List<Node> two = nodes.start(2);
    Node slow = two.get(1);
    slow.cluster.exchanger().hold(true);
    // Swarms of one shard, so of one log; told bit by bit, so that the outbox never is full.
    int[] swarms = IntStream.range(1, 1000).filter(ClusterFaultsTest::isOfOneShard).toArray();
    for (int i = 0; i < MANY; i++) {
      two.get(0).announce(swarms[i % swarms.length], i, AnnounceEvent.STARTED, LEECHER);
      if (i % 20_000 == 19_999) {
        Nodes.eventually("sent", () -> two.get(0).cluster.exchanger().isDrained());
      }
    }
    assertEquals(0, two.get(0).exchange.counters().dropped());
    slow.cluster.exchanger().hold(false);
    Nodes.eventually("all are here", () -> slow.peers() == MANY);
    assertTrue(slow.cluster.counters().overruns() > 0);
  }

  private static boolean isOfOneShard(int swarm) {
    return Exchange.shardOf(Nodes.hash0(swarm)) == 1;
  }

  @Test
  void logsThatDieWithTheirMembersLeaveNoGap() {
    List<Node> four = nodes.start(4);
    for (int i = 0; i < 2000; i++) {
      four.get(2 + i % 2).announce(i % 100, i, AnnounceEvent.STARTED, LEECHER);
    }
    Nodes.eventually("told", () -> four.get(2).peers() == 2000 && four.get(3).peers() == 2000);
    // One does not hear what the other says while the logs with it die.
    four.get(3).cluster.exchanger().hold(true);
    for (int i = 2000; i < 3000; i++) {
      four.get(2).announce(i % 100, i, AnnounceEvent.STARTED, LEECHER);
    }
    Nodes.eventually("sent", () -> four.get(2).cluster.exchanger().isDrained());
    // At once: a moment later the one would have the other's.
    four.subList(0, 2).parallelStream().forEach(Node::kill);
    four.get(3).cluster.exchanger().hold(false);
    Nodes.eventually("nothing is missing", () -> four.get(3).peers() == 3000);
    assertTrue(four.get(3).cluster.counters().lostLogs() > 0);
    four.get(3).announce(1, 9000, AnnounceEvent.STARTED, LEECHER);
    Nodes.eventually("it goes on", () -> four.get(2).peers() == 3001);
  }

  /** What anybody could send who reaches the port. */
  private static final class Payload implements Callable<String>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public String call() {
      return "run";
    }
  }

  @Test
  void noObjectOfJavasComesIn() {
    List<Node> two = nodes.start(2);
    HazelcastInstance sender = two.get(0).member();
    Member victim =
        sender.getCluster().getMembers().stream()
            .filter(member -> !member.localMember())
            .findFirst()
            .orElseThrow();
    var answer = sender.getExecutorService("any").submitToMember(new Payload(), victim);
    ExecutionException refused = assertThrows(ExecutionException.class, answer::get);
    assertTrue(String.valueOf(refused.getCause()).contains("Payload"), refused.toString());
    two.get(0).announce(1, 1, AnnounceEvent.STARTED, LEECHER);
    Nodes.eventually("it goes on", () -> two.get(1).peers(1) == 1);
  }

  @Test
  void nothingOfAPeerIsOnTheWire() {
    try (Wiretap tap = new Wiretap()) {
      Node one = nodes.startBehind(tap);
      Node two = nodes.startBehind(tap);
      Nodes.awaitReady(one, 2);
      Nodes.awaitReady(two, 2);
      for (int i = 1; i <= 1000; i++) {
        one.announce(i, i, AnnounceEvent.STARTED, LEECHER);
      }
      Nodes.eventually("told", () -> two.peers() == 1000);
      assertTrue(tap.bytes() > 20_000, "the wire was listened to");
      for (int i = 1; i <= 1000; i++) {
        assertTrue(tap.lacks(Nodes.hash0(i)), "an info-hash in clear");
      }
    }
  }
}

package org.everswarm.tracker.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.everswarm.protocol.AnnounceEvent;

/** Nodes that tell each other, in any order and any number of times, end up with the same. */
class MergeModelTest {

  private static final int NODES = 4;
  private static final int INDEX = 1 << 14;
  private static final long MOST_SKEW_MILLIS = 90_000;

  record Step(int node, int swarm, Node.Peer peer, AnnounceEvent event, long left, int millis) {}

  /** Nodes, all that they told, and who was told what. */
  private static final class World {
    final List<Node> nodes = new ArrayList<>();
    final List<List<Node.Batch>> told = new ArrayList<>();
    final Truth truth = new Truth();
    final Random random;
    final int batchEvery;

    World(int refreshMinutes, long seed) {
      random = new Random(seed);
      batchEvery = 1 + random.nextInt(3);
      for (int i = 0; i < NODES; i++) {
        Node node = new Node(refreshMinutes, Node.limits(INDEX), random.nextLong());
        node.nowMillis += random.nextLong(2 * MOST_SKEW_MILLIS) - MOST_SKEW_MILLIS;
        nodes.add(node);
        told.add(new ArrayList<>());
      }
    }

    void run(List<Step> steps, double delivered) {
      int i = 0;
      for (Step step : steps) {
        nodes.forEach(node -> node.nowMillis += step.millis);
        nodes.get(step.node).announce(step.swarm, step.peer, step.event, step.left);
        if (++i % batchEvery == 0) {
          takeAll();
        }
        for (int node = 0; node < NODES; node++) {
          if (random.nextDouble() < delivered) {
            deliverAny(node);
          }
        }
      }
      takeAll();
    }

    void takeAll() {
      for (int node = 0; node < NODES; node++) {
        for (Node.Batch batch : nodes.get(node).take()) {
          assertTrue(truth.hear(batch) > 0);
          told.get(node).add(batch);
        }
      }
    }

    void deliverAny(int to) {
      List<Node.Batch> batches = told.get(random.nextInt(NODES));
      if (!batches.isEmpty()) {
        deliver(to, batches.get(random.nextInt(batches.size())));
      }
    }

    /** To itself too: it is not news. */
    void deliver(int to, Node.Batch batch) {
      nodes.get(to).exchange.apply(batch.shard(), batch.bytes().duplicate());
    }

    void deliverAll() {
      for (int node = 0; node < NODES; node++) {
        List<Node.Batch> all = new ArrayList<>();
        told.forEach(all::addAll);
        told.forEach(all::addAll);
        Collections.shuffle(all, random);
        for (Node.Batch batch : all) {
          deliver(node, batch);
        }
      }
    }

    void pullAll() {
      List<int[]> pulls = new ArrayList<>();
      for (int to = 0; to < NODES; to++) {
        for (int from = 0; from < NODES; from++) {
          if (to != from) {
            pulls.add(new int[] {to, from});
          }
        }
      }
      Collections.shuffle(pulls, random);
      pulls.forEach(pull -> nodes.get(pull[0]).pull(nodes.get(pull[1]), 0));
    }

    void check() {
      for (Node node : nodes) {
        assertEquals(truth.contents(), Truth.unmarked(node));
        assertEquals(0, node.exchange.counters().malformed());
        assertEquals(0, node.exchange.counters().refusedStamps());
      }
    }
  }

  @Property(tries = 400)
  void changesInAnyOrderMakeTheSameTables(
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(max = 1) int refresh,
      @ForAll long seed) {
    World world = new World(5 * refresh, seed);
    world.run(steps, 0.5);
    world.deliverAll();
    world.check();
  }

  @Property(tries = 400)
  void pullsMakeTheSameTablesWhateverWasLost(
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(max = 1) int refresh,
      @ForAll long seed) {
    World world = new World(5 * refresh, seed);
    world.run(steps, world.random.nextInt(3) * 0.3);
    world.pullAll();
    world.check();
    world.deliverAll();
    world.check();
  }

  @Property(tries = 200)
  void nodesThatGoOnWhilePullsAreOnTheirWayEndUpTheSame(
      @ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after, @ForAll long seed) {
    World world = new World(5, seed);
    world.run(before, 0.3);
    world.pullAll();
    world.run(after, 0.3);
    world.pullAll();
    world.deliverAll();
    world.check();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Node.Peer> peers =
        Combinators.combine(
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(1, 2),
                Arbitraries.of(true, false))
            .as(Node.Peer::new);
    Arbitrary<AnnounceEvent> events =
        Arbitraries.of(
            AnnounceEvent.NONE,
            AnnounceEvent.STARTED,
            AnnounceEvent.STOPPED,
            AnnounceEvent.COMPLETED,
            AnnounceEvent.PAUSED);
    Arbitrary<Integer> millis =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.integers().between(0, 2)),
            Tuple.of(2, Arbitraries.integers().between(0, 2_000)),
            Tuple.of(1, Arbitraries.integers().between(0, 40_000)));
    return Combinators.combine(
            Arbitraries.integers().between(0, NODES - 1),
            Arbitraries.integers().between(1, 3),
            peers,
            events,
            Arbitraries.longs().between(0, 1),
            millis)
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }
}

package org.everswarm.tracker.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.FreePorts;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.exchange.ExchangeLimits;
import org.everswarm.tracker.exchange.NoState;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.jspecify.annotations.Nullable;

/** Real members of real clusters in this process, on loopback. */
final class Nodes implements AutoCloseable {

  static final SecureRandom RANDOM = new SecureRandom();
  private static final long WAIT_SECONDS = 60;

  /** A table and its part in a cluster. */
  static final class Node {

    final PeerTable table;
    final Exchange exchange;
    final ClusterNode cluster;
    final ClusterClock clock;
    final List<Boolean> restores = new ArrayList<>();
    final List<Vertx> buses = new CopyOnWriteArrayList<>();
    volatile int stretchPermille = 1000;
    volatile int elsewherePermille;
    private @Nullable Future<Void> closed;

    private Node(ClusterSettings settings, InstantSource time, ExchangeLimits limits) {
      clock = new ClusterClock(time);
      table = new PeerTable(PeerTableLimits.defaults().withRefreshMinutes(5), RANDOM.nextLong());
      exchange = new Exchange(table, clock, limits, new NoState(), RANDOM.nextLong());
      table.report(exchange);
      cluster = new ClusterNode(settings, exchange, time, RANDOM, new Host());
    }

    private final class Host implements ClusterHost {

      @Override
      public Future<Void> restore(long completeSinceMillis) {
        restores.add(completeSinceMillis == ClusterNode.NOBODY);
        return Future.succeededFuture();
      }

      @Override
      public void joined(Vertx bus) {
        buses.add(bus);
      }

      @Override
      public int stretchPermille() {
        return stretchPermille;
      }

      @Override
      public void stretchedElsewhere(int permille) {
        elsewherePermille = permille;
      }
    }

    /** An announce of a peer that is told by its number, in a swarm that is too. */
    void announce(int swarm, int peer, AnnounceEvent event, long left) {
      PeerAnnounce in = new PeerAnnounce();
      in.hash0 = hash0(swarm);
      in.hash1 = 0x5EC2E7;
      in.hash2 = swarm;
      in.addressLow = 0xFFFF_0000_0000L | (0x0A00_0000L + peer);
      in.port = 6881;
      in.event = event;
      in.left = left;
      in.nowMinutes = clock.minutes();
      table.announce(in, new PeerReply(50));
    }

    int peers(int swarm) {
      var counts = table.counts(hash0(swarm), 0x5EC2E7, swarm);
      return counts.seeders() + counts.leechers();
    }

    long peers() {
      return table.stats().ipv4Peers();
    }

    HazelcastInstance member() {
      HazelcastInstance member = cluster.member();
      if (member == null) {
        throw new AssertionError("not in a cluster");
      }
      return member;
    }

    /** As when the machine is gone. */
    void kill() {
      member().getLifecycleService().terminate();
      close();
    }

    Future<Void> close() {
      if (closed == null) {
        closed = cluster.close();
      }
      return closed;
    }
  }

  private final ClusterKey key = ClusterKey.generate(RANDOM);
  private final List<Node> nodes = new ArrayList<>();
  private final List<InetSocketAddress> binds = new ArrayList<>();

  ClusterKey key() {
    return key;
  }

  /** Where nodes are, one after the other. */
  private void place(int count) {
    while (binds.size() < count) {
      binds.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next()));
    }
  }

  /** Another node with the cluster's key, that looks for all that were started so far. */
  Node start() {
    return start(key, InstantSource.system(), ExchangeLimits.forHeap(256 << 20));
  }

  Node start(ClusterKey withKey, InstantSource time, ExchangeLimits limits) {
    place(nodes.size() + 1);
    Node node = new Node(settings(nodes.size(), withKey), time, limits);
    nodes.add(node);
    node.cluster.start();
    return node;
  }

  /** Another node, which the others reach through a wiretap only. */
  Node startBehind(Wiretap tap) {
    InetSocketAddress bind =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
    InetSocketAddress door = tap.before(bind);
    ClusterSettings settings =
        new ClusterSettings(
            bind,
            Optional.of(door),
            new InetSocketAddress(bind.getAddress(), FreePorts.next()),
            binds.stream()
                .map(other -> new JoinTarget(other.getHostString(), other.getPort()))
                .toList(),
            key,
            Optional.empty());
    binds.add(door);
    Node node = new Node(settings, InstantSource.system(), ExchangeLimits.forHeap(256 << 20));
    nodes.add(node);
    node.cluster.start();
    return node;
  }

  /** So many nodes, all ready. */
  List<Node> start(int count) {
    place(nodes.size() + count);
    List<Node> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(start());
    }
    started.forEach(node -> awaitReady(node, count));
    return started;
  }

  static void awaitReady(Node node, int members) {
    eventually("ready", () -> node.cluster.ready().isComplete());
    eventually(members + " members", () -> node.cluster.members() == members);
  }

  private ClusterSettings settings(int number, ClusterKey withKey) {
    InetSocketAddress bind = binds.get(number);
    return new ClusterSettings(
        bind,
        Optional.empty(),
        new InetSocketAddress(bind.getAddress(), FreePorts.next()),
        binds.stream()
            .filter(other -> !other.equals(bind))
            .map(other -> new JoinTarget(other.getHostString(), other.getPort()))
            .toList(),
        withKey,
        Optional.empty());
  }

  static long hash0(int swarm) {
    // Spread over the shards.
    return (swarm * 0x9E3779B97F4A7C15L) | 1;
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not after " + WAIT_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Override
  public void close() {
    Future.join(nodes.stream().map(Node::close).toList())
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}

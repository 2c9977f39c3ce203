package org.everswarm.tracker;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.everswarm.tracker.cluster.ClusterCounters;
import org.everswarm.tracker.cluster.ClusterHost;
import org.everswarm.tracker.cluster.ClusterKey;
import org.everswarm.tracker.cluster.ClusterNode;
import org.everswarm.tracker.cluster.ClusterSettings;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.exchange.ExchangeLimits;
import org.everswarm.tracker.exchange.SharedState;
import org.everswarm.tracker.ops.ClusterFigures;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.udp.ConnectionKey;

/** What a node has when it is one of many: the exchange of its table with theirs. */
final class NodeCluster {

  private static final String CONNECTION_LABEL = "everswarm connection id key v1";

  private final ClusterNode node;
  private final Exchange exchange;

  /**
   * The part of a node in its cluster.
   *
   * @param peers is told of once, here
   */
  NodeCluster(
      ClusterSettings settings,
      PeerTable peers,
      ClusterClock clock,
      SharedState state,
      SecureRandom random,
      ClusterHost host) {
    exchange =
        new Exchange(
            peers,
            clock,
            ExchangeLimits.forHeap(Runtime.getRuntime().maxMemory()),
            state,
            random.nextLong());
    peers.report(exchange);
    node = new ClusterNode(settings, exchange, InstantSource.system(), random, host);
  }

  /** All nodes of a cluster have the same, so an id that one gave is good at every other. */
  static ConnectionKey connectionKey(ClusterKey key) {
    return ConnectionKey.of(key.deriveAll(CONNECTION_LABEL, ConnectionKey.BYTES));
  }

  /** Joins; completes when the table is complete. */
  Future<Void> start() {
    node.start();
    return node.ready();
  }

  /** Tells the others what was announced here last. */
  Future<Void> drain() {
    return node.drain();
  }

  Future<Void> close() {
    return node.close();
  }

  ClusterFigures figures() {
    ClusterCounters counted = node.counters();
    return new ClusterFigures(
        node.members(),
        node.isBackedUp(),
        node.lagSeconds(),
        node.stateLagSeconds(),
        node.skewSeconds(),
        counted.exchanges(),
        counted.exchangeFailures(),
        counted.sentBytes(),
        counted.receivedBytes(),
        counted.overruns(),
        counted.lostLogs(),
        counted.pulls(),
        counted.pullFailures(),
        counted.pulledBytes(),
        counted.merges(),
        counted.refusals(),
        node.sealedWithUnknownKey(),
        node.sealsBroken(),
        exchange.counters());
  }
}

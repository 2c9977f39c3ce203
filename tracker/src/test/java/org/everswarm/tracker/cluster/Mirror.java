package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.FreePorts;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.exchange.ExchangeLimits;
import org.everswarm.tracker.exchange.SharedState;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;

/** A member that asks itself, as it would others; what it answers is of another table. */
final class Mirror implements AutoCloseable {

  /** Told of each question about peers and stops, by number; what it throws breaks that off. */
  volatile IntConsumer asked = number -> {};

  final AtomicInteger questions = new AtomicInteger();
  final PeerTable table = table();
  final PeerTable theirTable = table();
  final Exchange exchange;
  final Exchange theirs;
  final ClusterCounters counters = new ClusterCounters();
  final NodeContext context;
  final HazelcastInstance cluster;
  final Asking asking;

  Mirror(SharedState state, SharedState theirState) {
    exchange = exchange(table, state);
    theirs = exchange(theirTable, theirState);
    ClusterKey key = ClusterKey.generate(Nodes.RANDOM);
    Seal seal = new Seal(key, Nodes.RANDOM);
    context =
        new NodeContext(theirs, seal, this::isRestored, () -> new MemberStatus(true, 0, 0, 0));
    ClusterSettings settings =
        new ClusterSettings(place(), Optional.empty(), place(), List.of(), key, Optional.empty());
    cluster =
        Hazelcast.newHazelcastInstance(
            MemberConfig.of(
                settings, new MemberIdentity(key, seal.sender()), context, new ClusterCounters()));
    asking = new Asking(cluster, seal, counters);
  }

  Member member() {
    return cluster.getCluster().getLocalMember();
  }

  /** An announce of a peer, told by its number, to those who are asked. */
  void announce(int swarm, int peer, AnnounceEvent event) {
    PeerAnnounce in = new PeerAnnounce();
    in.hash0 = Nodes.hash0(swarm);
    in.addressLow = 0xFFFF_0000_0000L | (0x0A00_0000L + peer);
    in.port = 6881;
    in.event = event;
    in.left = 1;
    in.nowMinutes = (int) (System.currentTimeMillis() / 60_000);
    theirTable.announce(in, new PeerReply(1));
  }

  private boolean isRestored() {
    asked.accept(questions.incrementAndGet());
    return true;
  }

  private static PeerTable table() {
    return new PeerTable(PeerTableLimits.defaults(), Nodes.RANDOM.nextLong());
  }

  private static Exchange exchange(PeerTable table, SharedState state) {
    Exchange made =
        new Exchange(
            table,
            new ClusterClock(InstantSource.system()),
            ExchangeLimits.forHeap(256 << 20),
            state,
            Nodes.RANDOM.nextLong());
    table.report(made);
    return made;
  }

  private static InetSocketAddress place() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
  }

  @Override
  public void close() {
    cluster.getLifecycleService().terminate();
  }
}

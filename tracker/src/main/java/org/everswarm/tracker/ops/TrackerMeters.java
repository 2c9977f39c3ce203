package org.everswarm.tracker.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.everswarm.protocol.Gate;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.announce.IntervalStretch;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.gate.GateDecision;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.snapshot.SnapshotCounters;
import org.everswarm.tracker.state.NodeState;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableStats;

/**
 * Names everything a tracker node counts. All values are read when they are scraped; every
 * combination of labels exists from the start, so that a rate never misses its first event.
 */
public final class TrackerMeters {

  private static final String FAMILY = "family";
  private static final String PROTOCOL = "protocol";
  private static final String REASON = "reason";
  private static final String RESULT = "result";

  private final PrometheusMeterRegistry registry;

  public TrackerMeters(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /** What front ends count. */
  public void traffic(TrafficCounters traffic, IntSupplier httpConnections) {
    for (Transport transport : Transport.values()) {
      for (AnnounceResult result : AnnounceResult.values()) {
        if (result != AnnounceResult.VERIFY) {
          requests(traffic, transport, result, true);
          requests(traffic, transport, result, false);
        }
      }
    }
    for (DropReason reason : DropReason.values()) {
      Tags tags = Tags.of(REASON, reason.label());
      counter("everswarm.udp.dropped", tags, traffic, counters -> counters.drops(reason));
    }
    for (HttpRejection reason : HttpRejection.values()) {
      Tags tags = Tags.of(REASON, reason.label());
      counter("everswarm.http.rejected", tags, traffic, counters -> counters.rejections(reason));
    }
    for (boolean ipv4 : new boolean[] {true, false}) {
      Tags tags = Tags.of(FAMILY, family(ipv4));
      counter("everswarm.connects", tags, traffic, counters -> counters.connects(ipv4));
    }
    gauge("everswarm.http.connections", Tags.empty(), httpConnections::getAsInt);
    registry.getPrometheusRegistry().register(new RequestDurations(traffic));
  }

  private void requests(
      TrafficCounters traffic, Transport transport, AnnounceResult result, boolean ipv4) {
    Tags tags = Tags.of(PROTOCOL, transport.label(), FAMILY, family(ipv4), RESULT, result.label());
    counter(
        "everswarm.announces",
        tags,
        traffic,
        counters -> counters.announces(transport, ipv4, result));
    counter(
        "everswarm.scrapes", tags, traffic, counters -> counters.scrapes(transport, ipv4, result));
  }

  /** The peer table. */
  public void peers(PeerTable peers) {
    table("everswarm.swarms", Tags.empty(), peers, PeerTableStats::swarms);
    table("everswarm.peers", Tags.of(FAMILY, family(true)), peers, PeerTableStats::ipv4Peers);
    table("everswarm.peers", Tags.of(FAMILY, family(false)), peers, PeerTableStats::ipv6Peers);
    String byRole = "everswarm.peers.by.role";
    table(byRole, Tags.of("role", "seeder"), peers, PeerTableStats::seeders);
    table(byRole, Tags.of("role", "leecher"), peers, PeerTableStats::leechers);
    counter("everswarm.peers.expired", Tags.empty(), peers, table -> table.stats().expired());
    counter("everswarm.peers.refused", Tags.empty(), peers, table -> table.stats().refused());
  }

  /** The receipt gate. */
  public void gate(ReceiptGate gate) {
    for (GateDecision decision : GateDecision.values()) {
      Tags tags = Tags.of("decision", decision.label());
      counter("everswarm.gate.decisions", tags, gate, known -> known.decisions(decision));
    }
    String verifications = "everswarm.receipt.verifications";
    counter(verifications, Tags.of(RESULT, "genuine"), gate, ReceiptGate::genuine);
    counter(verifications, Tags.of(RESULT, "forged"), gate, ReceiptGate::forged);
    counter(verifications, Tags.of(RESULT, "shed"), gate, ReceiptGate::shed);
    gauge("everswarm.receipt.verification.queue", Tags.empty(), gate::verificationQueue);
    gauge("everswarm.receipt.cache.entries", Tags.empty(), gate::cacheEntries);
    gauge("everswarm.receipts.revoked", Tags.empty(), () -> gate.revocations().size());
  }

  /** The registry. */
  public void registered(Registry torrents) {
    for (Gate gate : Gate.values()) {
      Tags tags = Tags.of("gate", gate.name().toLowerCase(Locale.ROOT));
      gauge("everswarm.registered.torrents", tags, () -> torrents.count(gate));
    }
  }

  /** The swarm-nodes. */
  public void swarmNodes(IntSupplier nodes, LongSupplier admissions, LongSupplier dropped) {
    gauge("everswarm.swarm.nodes", Tags.empty(), nodes::getAsInt);
    // The suppliers are held by nobody else, the registry is: see counter().
    counter("everswarm.admissions", Tags.empty(), registry, meters -> admissions.getAsLong());
    counter("everswarm.admissions.dropped", Tags.empty(), registry, meters -> dropped.getAsLong());
  }

  /** The coordinators of other tracker nodes, and a count for what happens between them. */
  public void coordinators(IntSupplier others, Map<String, LongSupplier> byEvent) {
    gauge("everswarm.coordinators.known", Tags.empty(), others::getAsInt);
    byEvent.forEach(
        (event, count) ->
            counter(
                "everswarm.coordinator.events",
                Tags.of("event", event),
                registry,
                meters -> count.getAsLong()));
  }

  /** Who asked for the control channel in vain: a count for each reason. */
  public void controlRefused(Map<String, LongSupplier> byReason) {
    byReason.forEach(
        (reason, count) ->
            counter(
                "everswarm.control.refused",
                Tags.of(REASON, reason),
                registry,
                meters -> count.getAsLong()));
  }

  /** How busy the node is, and what it does about it. */
  public void load(DoubleSupplier busiestLoop, IntervalStretch stretch) {
    gauge("everswarm.event.loop.busy.ratio", Tags.empty(), busiestLoop::getAsDouble);
    gauge("everswarm.interval.stretch.ratio", Tags.empty(), stretch::factor);
  }

  /** The copy of the peer table on disk. */
  public void snapshots(SnapshotCounters snapshots) {
    Tags none = Tags.empty();
    gauge("everswarm.snapshot.timestamp.seconds", none, () -> snapshots.last().epochSecond());
    gauge("everswarm.snapshot.duration.seconds", none, () -> snapshots.last().seconds());
    gauge("everswarm.snapshot.swarms", none, () -> snapshots.last().swarms());
    gauge("everswarm.snapshot.bytes", none, () -> snapshots.last().bytes());
    counter("everswarm.snapshot.failures", none, snapshots, SnapshotCounters::failures);
    counter("everswarm.snapshot.restored.peers", none, snapshots, SnapshotCounters::restored);
  }

  /** What other nodes told that was not taken. */
  public void sharedState(NodeState state) {
    String refused = "everswarm.state.refused";
    counter(refused, Tags.of(REASON, "malformed"), state, NodeState::malformed);
    counter(refused, Tags.of(REASON, "ahead"), state, NodeState::ahead);
    counter(refused, Tags.of(REASON, "key"), state, NodeState::otherKeys);
    counter(refused, Tags.of(REASON, "disk"), state, NodeState::unwritten);
  }

  /** The cluster. */
  public void cluster(Supplier<ClusterFigures> figures) {
    new ClusterMeters(registry, figures).bind();
  }

  /** Whether the node wants traffic. */
  public void readiness(Readiness readiness) {
    gauge("everswarm.ready", Tags.empty(), () -> readiness.isReady() ? 1 : 0);
  }

  private void table(
      String name, Tags tags, PeerTable peers, ToDoubleFunction<PeerTableStats> value) {
    gauge(name, tags, () -> value.applyAsDouble(peers.stats()));
  }

  private void gauge(String name, Tags tags, Supplier<Number> value) {
    Gauge.builder(name, value).tags(tags).strongReference(true).register(meters());
  }

  private <T> void counter(String name, Tags tags, T source, ToDoubleFunction<T> value) {
    // A function counter keeps its source weakly; the node holds all of them as long as it lives.
    FunctionCounter.builder(name, source, value).tags(tags).register(meters());
  }

  private MeterRegistry meters() {
    return registry;
  }

  private static String family(boolean ipv4) {
    return ipv4 ? "ipv4" : "ipv6";
  }
}

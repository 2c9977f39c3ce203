package org.everswarm.tracker.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Names everything a node counts of its cluster; see {@link TrackerMeters}. */
final class ClusterMeters {

  private final MeterRegistry registry;
  private final Supplier<ClusterFigures> figures;

  ClusterMeters(MeterRegistry registry, Supplier<ClusterFigures> figures) {
    this.registry = registry;
    this.figures = figures;
  }

  void bind() {
    gauge("everswarm.cluster.members", ClusterFigures::members);
    gauge("everswarm.cluster.backed.up", now -> now.backedUp() ? 1 : 0);
    gauge("everswarm.cluster.lag.seconds", ClusterFigures::lagSeconds);
    gauge("everswarm.cluster.state.lag.seconds", ClusterFigures::stateLagSeconds);
    gauge("everswarm.cluster.clock.skew.seconds", ClusterFigures::skewSeconds);
    counter("everswarm.cluster.exchanges", "result", "ok", ClusterFigures::exchanges);
    counter("everswarm.cluster.exchanges", "result", "failed", ClusterFigures::exchangeFailures);
    counter("everswarm.cluster.bytes", "direction", "sent", ClusterFigures::sentBytes);
    counter("everswarm.cluster.bytes", "direction", "received", ClusterFigures::receivedBytes);
    counter("everswarm.cluster.bytes", "direction", "pulled", ClusterFigures::pulledBytes);
    counter("everswarm.cluster.overruns", ClusterFigures::overruns);
    counter("everswarm.cluster.logs.lost", ClusterFigures::lostLogs);
    counter("everswarm.cluster.pulls", "result", "ok", ClusterFigures::pulls);
    counter("everswarm.cluster.pulls", "result", "failed", ClusterFigures::pullFailures);
    counter("everswarm.cluster.merges", ClusterFigures::merges);
    counter("everswarm.cluster.refusals", ClusterFigures::refusals);
    counter("everswarm.cluster.seals.refused", "reason", "key", ClusterFigures::unknownKeys);
    counter("everswarm.cluster.seals.refused", "reason", "broken", ClusterFigures::brokenSeals);
    changes();
  }

  private void changes() {
    String changes = "everswarm.cluster.changes";
    counter(changes, "result", "told", now -> now.exchange().changed());
    counter(changes, "result", "dropped", now -> now.exchange().dropped());
    counter(changes, "result", "untold", now -> now.exchange().untold());
    counter(changes, "result", "applied", now -> now.exchange().applied());
    counter(changes, "result", "known", now -> now.exchange().known());
    counter(changes, "result", "refused", now -> now.exchange().refusedStamps());
    counter(changes, "result", "malformed", now -> now.exchange().malformed());
    counter("everswarm.cluster.pulled.peers", now -> now.exchange().pulledPeers());
    gauge("everswarm.cluster.stops", now -> now.exchange().stops());
    gauge("everswarm.cluster.waiting.bytes", now -> now.exchange().waitingBytes());
  }

  private void gauge(String name, ToDoubleFunction<ClusterFigures> value) {
    Gauge.builder(name, () -> value.applyAsDouble(figures.get()))
        .strongReference(true)
        .register(registry);
  }

  private void counter(String name, ToDoubleFunction<ClusterFigures> value) {
    counter(name, Tags.empty(), value);
  }

  private void counter(
      String name, String label, String is, ToDoubleFunction<ClusterFigures> value) {
    counter(name, Tags.of(label, is), value);
  }

  private void counter(String name, Tags tags, ToDoubleFunction<ClusterFigures> value) {
    // Held weakly by the counter; the registry lives as long as whatever asks it.
    FunctionCounter.builder(name, registry, meters -> value.applyAsDouble(figures.get()))
        .tags(tags)
        .register(registry);
  }
}

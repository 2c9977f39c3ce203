package org.everswarm.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.function.ToDoubleFunction;
import org.everswarm.node.web.WebResult;
import org.everswarm.node.wire.Direction;
import org.everswarm.node.wire.HandshakeResult;

/** The names under which a node's counters are scraped. Counting is the parts' own. */
final class NodeMetrics {

  private static final String PREFIX = "everswarm_node_";

  private final MeterRegistry registry;
  private final SwarmNode node;
  private final JvmGcMetrics gc = new JvmGcMetrics();

  NodeMetrics(MeterRegistry registry, SwarmNode node) {
    this.registry = registry;
    this.node = node;
  }

  void register() {
    served();
    handshakes();
    web();
    held();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    gc.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private void served() {
    counter("served_bytes", n -> n.webCounters().servedBytes(), "path", "webseed");
    counter("served_bytes", n -> n.wireCounters().servedBytes(), "path", "wire");
    gauge("read_bytes_in_flight", n -> n.reader().bytesInFlight());
    counter("unverified_pieces", n -> n.reader().unverifiedPieces());
  }

  private void handshakes() {
    for (Direction direction : Direction.values()) {
      gauge(
          "connections",
          n -> n.wireCounters().connections(direction),
          "direction",
          direction.label());
      for (HandshakeResult result : HandshakeResult.values()) {
        counter(
            "handshakes",
            n -> n.wireCounters().handshakes(direction, result),
            "direction",
            direction.label(),
            "result",
            result.label());
      }
    }
  }

  private void web() {
    gauge("web_connections", n -> n.webCounters().connections());
    for (WebResult result : WebResult.values()) {
      counter("web_requests", n -> n.webCounters().requests(result), "result", result.label());
    }
  }

  private void held() {
    gauge("admissions", n -> n.admissions().size());
    gauge("denied_torrents", n -> n.denials().size());
    gauge("torrents", n -> n.store().size());
    gauge("tracker_connected", n -> n.channel().connected() ? 1 : 0);
  }

  private void counter(String name, ToDoubleFunction<SwarmNode> value, String... tags) {
    FunctionCounter.builder(PREFIX + name, node, value).tags(tags).register(registry);
  }

  private void gauge(String name, ToDoubleFunction<SwarmNode> value, String... tags) {
    Gauge.builder(PREFIX + name, node, value).tags(tags).register(registry);
  }
}

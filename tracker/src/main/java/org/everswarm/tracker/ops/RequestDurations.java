package org.everswarm.tracker.ops;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.announce.Transport;

/** The request duration histogram that event loops fill in, as Prometheus reads it. */
final class RequestDurations implements Collector {

  private static final String NAME = "everswarm_request_duration_seconds";

  private final TrafficCounters traffic;

  RequestDurations(TrafficCounters traffic) {
    this.traffic = traffic;
  }

  @Override
  public HistogramSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(NAME).help("Time to answer a request, by protocol");
    for (Transport transport : Transport.values()) {
      histogram.dataPoint(point(transport));
    }
    return histogram.build();
  }

  @Override
  public String getPrometheusName() {
    return NAME;
  }

  private HistogramDataPointSnapshot point(Transport transport) {
    return HistogramDataPointSnapshot.builder()
        .labels(Labels.of("protocol", transport.label()))
        .classicHistogramBuckets(buckets(traffic.durations(transport)))
        .sum(traffic.durationSumSeconds(transport))
        .build();
  }

  private static ClassicHistogramBuckets buckets(long[] counts) {
    double[] bounds = TrafficCounters.bucketBoundsSeconds();
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < bounds.length; i++) {
      buckets.bucket(bounds[i], counts[i]);
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, counts[bounds.length]).build();
  }
}

package org.everswarm.tracker.announce;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** All that event loops count, summed when somebody asks. Thread-safe. */
public final class TrafficCounters {

  private final List<LoopCounters> loops = new CopyOnWriteArrayList<>();

  /** Counters for one event loop. */
  public LoopCounters newLoop() {
    LoopCounters loop = new LoopCounters();
    loops.add(loop);
    return loop;
  }

  /** Announces answered so. */
  public long announces(Transport transport, boolean ipv4, AnnounceResult result) {
    return sum(loop -> loop.announces(transport, ipv4, result));
  }

  /** Scrapes answered so. */
  public long scrapes(Transport transport, boolean ipv4, AnnounceResult result) {
    return sum(loop -> loop.scrapes(transport, ipv4, result));
  }

  /** Connection ids given. */
  public long connects(boolean ipv4) {
    return sum(loop -> loop.connects(ipv4));
  }

  /** Datagrams that got no answer. */
  public long drops(DropReason reason) {
    return sum(loop -> loop.drops(reason));
  }

  /** Connections, or what came by them, that never became a request. */
  public long rejections(HttpRejection reason) {
    return sum(loop -> loop.rejections(reason));
  }

  /** Upper bounds of the duration histogram's buckets, but for the last, which has none. */
  public static double[] bucketBoundsSeconds() {
    return DurationBuckets.boundsSeconds();
  }

  /** Requests by duration: one more than there are bounds, not cumulative. */
  public long[] durations(Transport transport) {
    long[] counts = new long[DurationBuckets.COUNT];
    for (int i = 0; i < counts.length; i++) {
      int bucket = i;
      counts[i] = sum(loop -> loop.durations(transport, bucket));
    }
    return counts;
  }

  /** Time of all requests together. */
  public double durationSumSeconds(Transport transport) {
    return sum(loop -> loop.durationNanos(transport)) / 1e9;
  }

  private long sum(ToLongFunction<LoopCounters> count) {
    return loops.stream().mapToLong(count).sum();
  }
}

package org.everswarm.tracker.announce;

/** All that event loops count, summed when asked. Thread-safe. */
public final class TrafficCounters {

  /** Counters for one event loop. */
  public LoopCounters newLoop() {
    return new LoopCounters();
  }

  /** Announces answered so. */
  public long announces(Transport transport, boolean ipv4, AnnounceResult result) {
    return 0;
  }

  /** Scrapes answered so. */
  public long scrapes(Transport transport, boolean ipv4, AnnounceResult result) {
    return 0;
  }

  /** Connection ids given. */
  public long connects(boolean ipv4) {
    return 0;
  }

  /** Datagrams that got no answer. */
  public long drops(DropReason reason) {
    return 0;
  }

  /** Upper bounds of the duration histogram's buckets, but for the last, which has none. */
  public static double[] bucketBoundsSeconds() {
    return new double[0];
  }

  /** Requests by duration: one more than there are bounds, not cumulative. */
  public long[] durations(Transport transport) {
    return new long[0];
  }

  /** Time of all requests together. */
  public double durationSumSeconds(Transport transport) {
    return 0;
  }
}

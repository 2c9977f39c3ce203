package org.everswarm.tracker.announce;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one event loop counts.
 *
 * <p>Written by that loop alone, read by any thread, which may see a moment ago. So counting is a
 * plain addition: no lock, no fence, no allocation.
 */
@SuppressWarnings("EnumOrdinal") // As indexes in memory, which nobody keeps.
public final class LoopCounters {

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int TRANSPORTS = Transport.values().length;
  private static final int RESULTS = AnnounceResult.values().length;

  private final long[] announces = new long[TRANSPORTS * 2 * RESULTS];
  private final long[] scrapes = new long[TRANSPORTS * 2 * RESULTS];
  private final long[] connects = new long[2];
  private final long[] drops = new long[DropReason.values().length];
  private final long[] rejections = new long[HttpRejection.values().length];
  private final long[] durations = new long[TRANSPORTS * DurationBuckets.COUNT];
  private final long[] durationNanos = new long[TRANSPORTS];

  LoopCounters() {}

  /** An announce was answered so. */
  public void announced(Transport transport, boolean ipv4, AnnounceResult result) {
    add(announces, index(transport, ipv4, result), 1);
  }

  /** A scrape was answered so. */
  public void scraped(Transport transport, boolean ipv4, AnnounceResult result) {
    add(scrapes, index(transport, ipv4, result), 1);
  }

  /** A connection id was given (BEP 15). */
  public void connected(boolean ipv4) {
    add(connects, family(ipv4), 1);
  }

  /** A datagram got no answer. */
  public void dropped(DropReason reason) {
    dropped(reason, 1);
  }

  /** So many datagrams got no answer. */
  public void dropped(DropReason reason, long datagrams) {
    add(drops, reason.ordinal(), datagrams);
  }

  /** A connection, or what came by it, was no request. */
  public void rejected(HttpRejection reason) {
    add(rejections, reason.ordinal(), 1);
  }

  /** A request took so long, from its arrival to its answer's departure. */
  public void timed(Transport transport, long nanos) {
    timed(transport, nanos, 1);
  }

  /** So many requests took so long each. */
  public void timed(Transport transport, long nanos, int requests) {
    int bucket = DurationBuckets.of(nanos);
    add(durations, transport.ordinal() * DurationBuckets.COUNT + bucket, requests);
    add(durationNanos, transport.ordinal(), Math.max(0, nanos) * requests);
  }

  long announces(Transport transport, boolean ipv4, AnnounceResult result) {
    return get(announces, index(transport, ipv4, result));
  }

  long scrapes(Transport transport, boolean ipv4, AnnounceResult result) {
    return get(scrapes, index(transport, ipv4, result));
  }

  long connects(boolean ipv4) {
    return get(connects, family(ipv4));
  }

  long drops(DropReason reason) {
    return get(drops, reason.ordinal());
  }

  long rejections(HttpRejection reason) {
    return get(rejections, reason.ordinal());
  }

  long durations(Transport transport, int bucket) {
    return get(durations, transport.ordinal() * DurationBuckets.COUNT + bucket);
  }

  long durationNanos(Transport transport) {
    return get(durationNanos, transport.ordinal());
  }

  private static int index(Transport transport, boolean ipv4, AnnounceResult result) {
    return (transport.ordinal() * 2 + family(ipv4)) * RESULTS + result.ordinal();
  }

  private static int family(boolean ipv4) {
    return ipv4 ? 0 : 1;
  }

  private static void add(long[] counters, int index, long n) {
    LONGS.setOpaque(counters, index, counters[index] + n);
  }

  private static long get(long[] counters, int index) {
    return (long) LONGS.getOpaque(counters, index);
  }
}

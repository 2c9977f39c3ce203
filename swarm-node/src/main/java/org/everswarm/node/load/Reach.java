package org.everswarm.node.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.everswarm.protocol.InfoHash;

/**
 * New peers, each of a torrent of its own, announced at one node and asked for at all others until
 * they tell of it. Confined to one thread.
 */
final class Reach implements AutoCloseable {

  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<ReachNode> nodes = new ArrayList<>();
  private final SplittableRandom random;
  private final Histogram latency = new Histogram();
  private final Deque<Probe> probes = new ArrayDeque<>();
  private int started;
  private int lost;

  /** A peer on its way. */
  static final class Probe {

    final InfoHash infoHash;
    final long sinceNanos;
    final ReachNode at;
    long toldNanos;

    /** Whether the node that was told has answered. */
    boolean announced;

    int missing;

    Probe(InfoHash infoHash, long sinceNanos, ReachNode at, int missing) {
      this.infoHash = infoHash;
      this.sinceNanos = sinceNanos;
      this.toldNanos = sinceNanos;
      this.at = at;
      this.missing = missing;
    }
  }

  Reach(List<InetSocketAddress> addresses, SplittableRandom random) throws IOException {
    this.random = random;
    for (InetSocketAddress address : addresses) {
      nodes.add(ReachNode.connect(address));
    }
  }

  /** A table of one line. */
  String run(int perSecond, long durationNanos) throws IOException {
    long start = System.nanoTime();
    long askedNanos = start;
    long all = (long) (durationNanos / 1e9 * perSecond);
    for (long now = start; started < all || !probes.isEmpty(); now = System.nanoTime()) {
      long due = (long) (Math.min(now - start, durationNanos) / 1e9 * perSecond);
      while (started < due) {
        start(now);
      }
      for (ReachNode node : nodes) {
        node.read(this::seen);
      }
      if (now - askedNanos >= ASK_NANOS) {
        askedNanos = now;
        giveUp(now);
        for (ReachNode node : nodes) {
          node.ask();
        }
      }
      LockSupport.parkNanos(TURN_NANOS);
    }
    return report();
  }

  @Override
  public void close() throws IOException {
    for (ReachNode node : nodes) {
      node.close();
    }
  }

  private void start(long now) throws IOException {
    ReachNode told = nodes.get(started % nodes.size());
    InfoHash hash = new InfoHash(random.nextLong(), random.nextLong(), random.nextInt());
    Probe probe = new Probe(hash, now, told, nodes.size() - 1);
    started++;
    probes.add(probe);
    told.announce(probe);
    for (ReachNode node : nodes) {
      if (node != told) {
        node.await(probe);
      }
    }
  }

  private void seen(Probe probe) {
    latency.record(System.nanoTime() - probe.sinceNanos);
    probe.missing--;
  }

  private void giveUp(long now) throws IOException {
    for (Iterator<Probe> all = probes.iterator(); all.hasNext(); ) {
      Probe probe = all.next();
      boolean late = now - probe.sinceNanos > PATIENCE_NANOS;
      if (late) {
        lost += probe.missing;
        nodes.forEach(node -> node.forget(probe));
      } else if (!probe.announced && now - probe.toldNanos > AGAIN_NANOS) {
        probe.toldNanos = now;
        probe.at.announce(probe); // Datagrams get lost; the time counts from the first.
      }
      if (late || probe.missing == 0) {
        all.remove();
      }
    }
  }

  private String report() {
    return String.format(
        Locale.ROOT,
        "| nodes | peers | replies with them | p50 ms | p99 ms | max ms | not within %d s |%n"
            + "|---|---|---|---|---|---|---|%n| %d | %,d | %,d | %.0f | %.0f | %.0f | %,d |",
        TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS),
        nodes.size(),
        started,
        latency.count(),
        latency.quantile(0.5) / 1e6,
        latency.quantile(0.99) / 1e6,
        latency.max() / 1e6,
        lost);
  }
}

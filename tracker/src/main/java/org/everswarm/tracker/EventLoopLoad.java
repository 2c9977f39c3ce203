package org.everswarm.tracker;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * How busy the event loops are, measured on each of them once a second. Thread-safe.
 *
 * <p>Busy is the share of a core that a loop used, or how late it came to measure where that tells
 * of more: a loop that shares its core, or whose container has used up its quota, is late long
 * before it has used a second of a second.
 */
final class EventLoopLoad {

  private static final long PERIOD_NANOS = 1_000_000_000L;

  /** A loop that is so late counts as wholly busy. */
  private static final double FULLY_LATE_NANOS = 250e6;

  private final int loops;
  private final LongSupplier nanoClock;
  private final List<Probe> probes = new CopyOnWriteArrayList<>();

  EventLoopLoad(int loops, LongSupplier nanoClock) {
    this.loops = loops;
    this.nanoClock = nanoClock;
  }

  /** Begins to measure: instances of one verticle go to one event loop each. */
  Future<String> deploy(Vertx vertx) {
    return vertx.deployVerticle(this::probe, new DeploymentOptions().setInstances(loops));
  }

  /** How busy the busiest loop was in the last second, 0 to 1. */
  double busiest() {
    double most = 0;
    for (Probe probe : probes) {
      most = Math.max(most, probe.busy);
    }
    return most;
  }

  /** How busy a loop is that used so much of a core, and came after so long to say so. */
  static double busy(long usedNanos, long wallNanos) {
    double used = usedNanos / (double) Math.max(1, wallNanos);
    double late = (wallNanos - PERIOD_NANOS) / FULLY_LATE_NANOS;
    return Math.max(0, Math.min(1, Math.max(used, late)));
  }

  private Probe probe() {
    Probe probe = new Probe(nanoClock);
    probes.add(probe);
    return probe;
  }

  private static final class Probe extends VerticleBase {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final LongSupplier nanoClock;
    private long cpuNanos;
    private long wallNanos;
    private volatile double busy;

    Probe(LongSupplier nanoClock) {
      this.nanoClock = nanoClock;
    }

    @Override
    public Future<?> start() {
      cpuNanos = cpu();
      wallNanos = nanoClock.getAsLong();
      vertx.setPeriodic(PERIOD_NANOS / 1_000_000, tick -> measure());
      return Future.succeededFuture();
    }

    private void measure() {
      long cpu = cpu();
      long wall = nanoClock.getAsLong();
      busy = busy(cpu - cpuNanos, wall - wallNanos);
      cpuNanos = cpu;
      wallNanos = wall;
    }

    private long cpu() {
      return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    }
  }
}

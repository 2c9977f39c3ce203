package org.everswarm.tracker;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.datagram.ThreadPriority;
import org.everswarm.tracker.announce.IntervalStretch;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.swarm.PeerTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does by the clock: moves the coarse clock on, fits the announce interval to the load,
 * drops silent peers, and forgets revocations of receipts that have ended.
 *
 * <p>Expiry takes one stripe of the table at a time on a worker, all of them within a minute, so
 * that no announce ever waits for it.
 */
final class Upkeep extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long CLOCK_MILLIS = 100;
  private static final long LOAD_MILLIS = 1000;
  private static final long ROUND_MILLIS = 60_000;
  private static final long FORGET_MILLIS = 600_000;
  private static final int SECONDS_PER_MINUTE = 60;

  private final CoarseClock clock;
  private final PeerTable peers;
  private final int expiryMinutes;
  private final IntervalStretch stretch;
  private final EventLoopLoad load;
  private final WorkerExecutor worker;
  private final Revocations revocations;
  private final AtomicBoolean busy = new AtomicBoolean();
  private int nextStripe;

  /**
   * Upkeep of a node.
   *
   * @param expiryMinutes how long a silent peer is kept when intervals are not stretched
   */
  Upkeep(
      CoarseClock clock,
      PeerTable peers,
      int expiryMinutes,
      IntervalStretch stretch,
      EventLoopLoad load,
      WorkerExecutor worker,
      Revocations revocations) {
    this.clock = clock;
    this.peers = peers;
    this.expiryMinutes = expiryMinutes;
    this.stretch = stretch;
    this.load = load;
    this.worker = worker;
    this.revocations = revocations;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(CLOCK_MILLIS, tick -> clock.tick());
    vertx.setPeriodic(LOAD_MILLIS, tick -> stretch.update(load.busiest(), System.nanoTime()));
    vertx.setPeriodic(Math.max(1, ROUND_MILLIS / peers.stripes()), tick -> expire());
    vertx.setPeriodic(FORGET_MILLIS, tick -> forget());
    return load.deploy(vertx);
  }

  private void forget() {
    worker
        .executeBlocking(revocations::forget, false)
        .onFailure(failure -> LOG.error("ended revocations could not be forgotten", failure));
  }

  private void expire() {
    // A tick that finds the worker busy is left out: the round takes longer, nothing piles up.
    if (busy.compareAndSet(false, true)) {
      worker
          .executeBlocking(this::expireNextStripe, false)
          .onFailure(failure -> LOG.error("expiry failed", failure))
          .onComplete(done -> busy.set(false));
    }
  }

  /** One at a time, by {@link #busy}. */
  private int expireNextStripe() {
    ThreadPriority.giveWay();
    int stripe = nextStripe;
    nextStripe = (stripe + 1) % peers.stripes();
    long epochMinute = clock.instant().getEpochSecond() / SECONDS_PER_MINUTE;
    return peers.expire(
        stripe, (int) epochMinute, stretch.expiryMinutes(expiryMinutes, epochMinute));
  }
}

package org.everswarm.tracker.shop;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.orders.Orders;
import org.everswarm.tracker.shop.orders.Refunds;
import org.everswarm.tracker.shop.work.Rounds;

/**
 * A verticle that does what a crash or an outage may have left undone: at start, then every two
 * seconds for the swarms and every minute for the rest.
 */
final class Chores extends Rounds {

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration SELDOM = Duration.ofMinutes(1);

  private final Effects effects;
  private final Orders orders;
  private final Refunds refunds;
  private final Figures figures;
  private final WorkerExecutor worker;
  private final InstantSource clock;
  private Instant seldomAgain = Instant.EPOCH;

  Chores(
      Effects effects,
      Orders orders,
      Refunds refunds,
      Figures figures,
      WorkerExecutor worker,
      InstantSource clock) {
    super(PAUSE);
    this.effects = effects;
    this.orders = orders;
    this.refunds = refunds;
    this.figures = figures;
    this.worker = worker;
    this.clock = clock;
  }

  @Override
  protected Future<Boolean> round() {
    return worker.executeBlocking(this::work);
  }

  /** Never twice at once. */
  private boolean work() {
    effects.carryOut();
    Instant now = clock.instant();
    if (now.isBefore(seldomAgain)) {
      return false;
    }
    boolean more = refunds.askPending();
    orders.expire();
    figures.read();
    if (!more) {
      seldomAgain = now.plus(SELDOM);
    }
    return more;
  }
}

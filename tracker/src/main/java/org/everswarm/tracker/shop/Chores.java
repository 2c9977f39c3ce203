package org.everswarm.tracker.shop;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.catalogue.Retelling;
import org.everswarm.tracker.shop.work.Rounds;

/**
 * A verticle that does what a crash or an outage may have left undone: at start, then every two
 * seconds for the swarms and every minute for the rest. After a start the swarms are told again all
 * that they should know, a page in each round.
 */
final class Chores extends Rounds {

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration SELDOM = Duration.ofMinutes(1);

  private final Effects effects;
  private final Retelling retelling;
  private final Freezes freezes;
  private final List<BooleanSupplier> seldom;
  private final WorkerExecutor worker;
  private final InstantSource clock;
  private Instant seldomAgain = Instant.EPOCH;

  /**
   * @param seldom each says whether more of it waits
   */
  Chores(
      Effects effects,
      Retelling retelling,
      Freezes freezes,
      List<BooleanSupplier> seldom,
      WorkerExecutor worker,
      InstantSource clock) {
    super(PAUSE);
    this.effects = effects;
    this.retelling = retelling;
    this.freezes = freezes;
    this.seldom = List.copyOf(seldom);
    this.worker = worker;
    this.clock = clock;
  }

  @Override
  protected Future<Boolean> round() {
    return worker.executeBlocking(this::work);
  }

  /** Never twice at once; each on its own worker thread's time, so they are short. */
  private boolean work() {
    effects.carryOut();
    freezes.again();
    Instant now = clock.instant();
    if (now.isBefore(seldomAgain)) {
      return retelling.next();
    }
    boolean more = false;
    for (BooleanSupplier chore : seldom) {
      more |= chore.getAsBoolean();
    }
    if (!more) {
      seldomAgain = now.plus(SELDOM);
    }
    return retelling.next() || more;
  }
}

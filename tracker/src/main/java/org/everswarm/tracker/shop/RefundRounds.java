package org.everswarm.tracker.shop;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import org.everswarm.tracker.shop.orders.Refunds;
import org.everswarm.tracker.shop.work.Rounds;

/**
 * A verticle that asks the processor for the refunds that it was not asked for yet, every minute.
 * Apart from the other chores, because the processor may take minutes to say nothing.
 */
final class RefundRounds extends Rounds {

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Refunds refunds;
  private final WorkerExecutor worker;

  /**
   * @param worker where the processor is waited for
   */
  RefundRounds(Refunds refunds, WorkerExecutor worker) {
    super(PAUSE);
    this.refunds = refunds;
    this.worker = worker;
  }

  @Override
  protected Future<Boolean> round() {
    return worker.executeBlocking(refunds::askPending);
  }
}

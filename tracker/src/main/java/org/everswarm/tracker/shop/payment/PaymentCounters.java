package org.everswarm.tracker.shop.payment;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What became of processors' events. Any thread. */
public final class PaymentCounters {

  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** All of them, by what happened. */
  public Map<String, LongSupplier> byLabel() {
    return Map.of("taken", taken::sum, "refused", refused::sum, "failed", failed::sum);
  }

  /** One more that the shop has on its disk. */
  public void countTaken() {
    taken.increment();
  }

  /** One more that was not the processor's. */
  public void countRefused() {
    refused.increment();
  }

  /** One more that was genuine and could not be taken; it comes again. */
  public void countFailed() {
    failed.increment();
  }
}

package org.everswarm.tracker.shop.mail;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What became of letters. Any thread. */
public final class MailCounters {

  final LongAdder sent = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder givenUp = new LongAdder();
  private final AtomicLong queued = new AtomicLong();

  /** All but {@link #queued}, by what happened. */
  public Map<String, LongSupplier> byLabel() {
    return Map.of("sent", this::sent, "failed", this::failed, "given_up", this::givenUp);
  }

  /** Letters delivered. */
  public long sent() {
    return sent.sum();
  }

  /** Attempts that failed. */
  public long failed() {
    return failed.sum();
  }

  /** Letters that will not be delivered any more. */
  public long givenUp() {
    return givenUp.sum();
  }

  /** Letters that wait, at the last look, which counts no further than 100,000. */
  public long queued() {
    return queued.get();
  }

  void queued(long now) {
    queued.set(now);
  }
}

package org.everswarm.tracker.shop.api;

import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.everswarm.tracker.gate.SipHash;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/**
 * How often one source may ask for something, an IPv4 address or an IPv6 /64: the gate's limiter
 * around an operation. Thread-safe; memory is fixed, for 65,536 sources.
 */
public final class SourceRate {

  private static final int SOURCES = 1 << 16;
  private static final double SECONDS_A_MINUTE = 60;

  private final SourceLimiter limiter;
  private final LongSupplier nanoClock;

  /**
   * So many at once, and so many a minute after that.
   *
   * @param random a cryptographic one
   */
  public SourceRate(int burst, double perMinute, LongSupplier nanoClock, RandomGenerator random) {
    SipHash hash = new SipHash(random.nextLong(), random.nextLong());
    limiter = new SourceLimiter(perMinute / SECONDS_A_MINUTE, burst, SOURCES, hash);
    this.nanoClock = nanoClock;
  }

  /** The same operation, which refuses a source that asks too often. */
  public Operation of(Operation operation) {
    return call -> {
      if (!limiter.tryAcquire(call.source(), nanoClock.getAsLong())) {
        throw new Problem(
            Kind.TOO_MANY_REQUESTS, "This was asked too often from where you are; wait a minute.");
      }
      return operation.answer(call);
    };
  }
}

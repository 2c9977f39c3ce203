package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicLongArray;
import org.everswarm.protocol.IpAddress;

/**
 * A token bucket for every source: an IPv4 address, or an IPv6 /64.
 *
 * <p>Thread-safe and lock-free; memory is fixed; allocates nothing.
 *
 * <p>A bucket is one time, its theoretical arrival time (the generic cell rate algorithm, ITU-T
 * I.371): how far it lies ahead of now is how empty the bucket is. Buckets lie in sets of four
 * under a keyed hash, so that nobody can aim at another's. A source without a bucket takes that of
 * the emptiest debt in its set; a full set therefore forgives whoever owes least, and never refuses
 * a source for another's deeds.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class SourceLimiter {

  private static final int WAYS = 4;

  private final AtomicLongArray slots;
  private final int setMask;
  private final SipHash hash;
  private final long periodNanos;
  private final long toleranceNanos;

  /**
   * Buckets of {@code burst} that refill at {@code perSecond}.
   *
   * @param sources how many sources are told apart; 16 bytes each
   * @param hash keyed so that no outsider knows it
   */
  public SourceLimiter(double perSecond, int burst, int sources, SipHash hash) {
    if (!(perSecond > 0) || burst < 1 || sources < 1) {
      throw new IllegalArgumentException("a limit must let something through");
    }
    periodNanos = Math.max(1, (long) (1e9 / perSecond));
    toleranceNanos = Math.multiplyExact(periodNanos, burst - 1L);
    int sets = Integer.highestOneBit(Math.max(1, (sources - 1) / WAYS)) << (sources > WAYS ? 1 : 0);
    setMask = sets - 1;
    slots = new AtomicLongArray(sets * WAYS * 2);
    this.hash = hash;
  }

  /** Takes one from a source's bucket; false when it is empty. */
  public boolean tryAcquire(IpAddress source, long nowNanos) {
    return tryAcquire(source.high(), source.low(), nowNanos);
  }

  /** Takes one from the bucket of an address in {@link IpAddress} form; false when empty. */
  public boolean tryAcquire(long addressHigh, long addressLow, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /** Puts back what {@link #tryAcquire} took. */
  public void giveBack(IpAddress source) {
    throw new UnsupportedOperationException();
  }
}

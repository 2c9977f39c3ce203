package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicLongArray;
import org.everswarm.protocol.IpAddress;

/**
 * A token bucket for every source: an IPv4 address or an IPv6 /64, or a wider network of either.
 *
 * <p>Thread-safe and lock-free; memory is fixed; allocates nothing.
 *
 * <p>A bucket is one time, its theoretical arrival time (the generic cell rate algorithm, ITU-T
 * I.371): how far it lies ahead of now is how empty the bucket is. Buckets lie in sets of four
 * under a keyed hash, so that nobody can aim at another's. A source without a bucket takes that of
 * the emptiest debt in its set; a full set therefore forgives whoever owes least, and never refuses
 * a source for another's deeds.
 */
public final class SourceLimiter {

  private static final int WAYS = 4;
  private static final int WORDS = 2 * WAYS;

  /** For every way of every set: whose bucket it is, and its theoretical arrival time. */
  private final AtomicLongArray slots;

  private final int setMask;
  private final SipHash hash;
  private final long periodNanos;
  private final long toleranceNanos;
  private final long debtNanos;
  private final long ipv4Mask;
  private final long ipv6Mask;

  /**
   * Buckets of {@code burst} that refill at {@code perSecond}, for IPv4 addresses and IPv6 /64s.
   *
   * @param sources how many sources are told apart; 16 bytes each
   * @param hash keyed so that no outsider knows it
   */
  public SourceLimiter(double perSecond, int burst, int sources, SipHash hash) {
    this(perSecond, burst, sources, hash, -1, -1);
  }

  /** The same for networks: an IPv4 /24, an IPv6 /48. */
  static SourceLimiter ofNetworks(double perSecond, int burst, int networks, SipHash hash) {
    return new SourceLimiter(perSecond, burst, networks, hash, ~0xFFL, ~0xFFFFL);
  }

  private SourceLimiter(
      double perSecond, int burst, int sources, SipHash hash, long ipv4Mask, long ipv6Mask) {
    if (!(perSecond > 0) || burst < 1 || sources < 1 || sources > 1 << 26) {
      throw new IllegalArgumentException("a limit must let something through, and know who asks");
    }
    periodNanos = Math.max(1, (long) (1e9 / perSecond));
    toleranceNanos = Math.multiplyExact(periodNanos, burst - 1L);
    debtNanos = Math.multiplyExact(periodNanos, 2L * burst);
    this.ipv4Mask = ipv4Mask;
    this.ipv6Mask = ipv6Mask;
    int sets = powerOfTwo((sources + WAYS - 1) / WAYS);
    setMask = sets - 1;
    slots = new AtomicLongArray(sets * WORDS);
    this.hash = hash;
  }

  /** Takes one from a source's bucket; false when it is empty. */
  public boolean tryAcquire(IpAddress source, long nowNanos) {
    return tryAcquire(source.high(), source.low(), nowNanos);
  }

  /** Takes one from the bucket of an address in {@link IpAddress} form; false when empty. */
  public boolean tryAcquire(long addressHigh, long addressLow, long nowNanos) {
    long owner = owner(addressHigh, addressLow);
    int slot = slot(owner);
    if (slot < 0) {
      slot = claim(owner, nowNanos);
    }
    while (true) {
      long arrival = slots.get(slot + 1);
      long from = arrival - nowNanos > 0 ? arrival : nowNanos;
      if (from - nowNanos > toleranceNanos) {
        return false;
      }
      if (slots.compareAndSet(slot + 1, arrival, from + periodNanos)) {
        return true;
      }
    }
  }

  /** Puts back what {@link #tryAcquire} took. */
  public void giveBack(IpAddress source) {
    int slot = slot(owner(source.high(), source.low()));
    if (slot >= 0) {
      slots.addAndGet(slot + 1, -periodNanos);
    }
  }

  /**
   * Takes one from a source's bucket even when it is empty: it then owes, at most as much as the
   * bucket holds.
   */
  void charge(IpAddress source, long nowNanos) {
    long owner = owner(source.high(), source.low());
    int slot = slot(owner);
    if (slot < 0) {
      slot = claim(owner, nowNanos);
    }
    while (true) {
      long arrival = slots.get(slot + 1);
      long owed = Math.max(0, arrival - nowNanos);
      long more = nowNanos + Math.min(debtNanos, owed + periodNanos);
      if (slots.compareAndSet(slot + 1, arrival, more)) {
        return;
      }
    }
  }

  /** What is in a source's bucket, rounded down; below 0 what it owes. */
  int left(IpAddress source, long nowNanos) {
    int slot = slot(owner(source.high(), source.low()));
    long spent = slot < 0 ? 0 : Math.max(0, slots.get(slot + 1) - nowNanos);
    return (int) Math.floorDiv(toleranceNanos + periodNanos - spent, periodNanos);
  }

  /** What a full bucket holds. */
  int burst() {
    return (int) (toleranceNanos / periodNanos) + 1;
  }

  /** Where this source would lie in a table of a power of two of cells. */
  int cell(IpAddress source, int cells) {
    return (int) (owner(source.high(), source.low()) >>> 32) & (cells - 1);
  }

  private int slot(long owner) {
    int set = set(owner);
    for (int slot = set; slot < set + WORDS; slot += 2) {
      if (slots.get(slot) == owner) {
        return slot;
      }
    }
    return -1;
  }

  /** Gives a source the slot in its set that is free or owes least. */
  private int claim(long owner, long nowNanos) {
    int set = set(owner);
    int best = set;
    long least = Long.MAX_VALUE;
    for (int slot = set; slot < set + WORDS; slot += 2) {
      long owed = slots.get(slot) == 0 ? Long.MIN_VALUE : slots.get(slot + 1) - nowNanos;
      if (owed < least) {
        best = slot;
        least = owed;
      }
    }
    slots.set(best + 1, nowNanos);
    slots.set(best, owner);
    return best;
  }

  private int set(long owner) {
    return ((int) owner & setMask) * WORDS;
  }

  private long owner(long addressHigh, long addressLow) {
    boolean ipv4 = IpAddress.isIpv4(addressHigh, addressLow);
    long high = ipv4 ? addressHigh : addressHigh & ipv6Mask;
    long owner = hash.hash(high, ipv4 ? addressLow & ipv4Mask : 0);
    return owner == 0 ? 1 : owner;
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast == 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }
}

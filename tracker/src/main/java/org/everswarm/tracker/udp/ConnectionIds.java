package org.everswarm.tracker.udp;

import org.everswarm.tracker.gate.SipHash;

/**
 * Makes and checks the connection ids of BEP 15: 16 bits of coarse time and 48 bits of SipHash-2-4
 * over (time, address). Nothing is kept per client. Confined to one event loop.
 *
 * <p>An id proves that a client receives at the address it sends from, so it is bound to the
 * address; not to the port, which address translators change, and which loaders share one id among.
 * Blind guessing needs 2^47 packets on average for one address and one epoch.
 *
 * <p>BEP 15 wants two minutes; uTorrent keeps an id for more than five, so we take ten. Another
 * node's clock may be ahead by a minute. The time in an id also names the epoch of its key: the
 * epoch before, this one and the next are kept at hand.
 */
final class ConnectionIds {

  static final int VALID_SECONDS = 600;
  static final int AHEAD_SECONDS = 60;
  static final int EPOCH_SECONDS = 3600;

  /** 16 bits of these last three days. */
  static final int TICK_SECONDS = 4;

  private static final int VALID_TICKS = VALID_SECONDS / TICK_SECONDS;
  private static final int AHEAD_TICKS = AHEAD_SECONDS / TICK_SECONDS;
  private static final long EPOCH_TICKS = EPOCH_SECONDS / TICK_SECONDS;
  private static final int MAC_BITS = 48;
  private static final long MAC_MASK = (1L << MAC_BITS) - 1;

  private final ConnectionKey key;
  private long epoch;
  private SipHash previous;
  private SipHash current;
  private SipHash next;

  ConnectionIds(ConnectionKey key, long nowSeconds) {
    this.key = key;
    this.epoch = nowSeconds / TICK_SECONDS / EPOCH_TICKS;
    this.previous = key.ofEpoch(epoch - 1);
    this.current = key.ofEpoch(epoch);
    this.next = key.ofEpoch(epoch + 1);
  }

  /** The id for the address of these two words. */
  long issue(long nowSeconds, long addressHigh, long addressLow) {
    long tick = nowSeconds / TICK_SECONDS;
    turn(tick / EPOCH_TICKS);
    return make(tick, addressHigh, addressLow);
  }

  /** Whether this or another node gave {@code id} to that address lately. */
  boolean isValid(long id, long nowSeconds, long addressHigh, long addressLow) {
    long now = nowSeconds / TICK_SECONDS;
    int age = (short) (now - (id >>> MAC_BITS));
    if (age > VALID_TICKS || age < -AHEAD_TICKS) {
      return false;
    }
    turn(now / EPOCH_TICKS);
    return make(now - age, addressHigh, addressLow) == id;
  }

  private long make(long tick, long addressHigh, long addressLow) {
    // The whole tick is hashed, not its 16 bits: an id does not come back to life after a wrap.
    long mac = keyOf(tick / EPOCH_TICKS).hash(tick, addressHigh, addressLow) & MAC_MASK;
    return tick << MAC_BITS | mac;
  }

  private SipHash keyOf(long ofEpoch) {
    return ofEpoch == epoch ? current : ofEpoch < epoch ? previous : next;
  }

  private void turn(long now) {
    if (now == epoch) {
      return;
    }
    boolean following = now == epoch + 1;
    previous = following ? current : key.ofEpoch(now - 1);
    current = following ? next : key.ofEpoch(now);
    next = key.ofEpoch(now + 1);
    epoch = now;
  }
}

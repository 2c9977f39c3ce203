package org.everswarm.tracker.udp;

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

  /** With the first, ids are made; with all, they are checked. */
  private final EpochKeys[] keys;

  ConnectionIds(ConnectionKey key, long nowSeconds) {
    long epoch = nowSeconds / TICK_SECONDS / EPOCH_TICKS;
    keys = new EpochKeys[1 + key.others().size()];
    keys[0] = new EpochKeys(key, epoch);
    for (int i = 1; i < keys.length; i++) {
      keys[i] = new EpochKeys(key.others().get(i - 1), epoch);
    }
  }

  /** The id for the address of these two words. */
  long issue(long nowSeconds, long addressHigh, long addressLow) {
    long tick = nowSeconds / TICK_SECONDS;
    keys[0].turn(tick / EPOCH_TICKS);
    return make(keys[0], tick, addressHigh, addressLow);
  }

  /** Whether this or another node gave {@code id} to that address lately. */
  boolean isValid(long id, long nowSeconds, long addressHigh, long addressLow) {
    long now = nowSeconds / TICK_SECONDS;
    int age = (short) (now - (id >>> MAC_BITS));
    if (age > VALID_TICKS || age < -AHEAD_TICKS) {
      return false;
    }
    for (EpochKeys candidate : keys) {
      candidate.turn(now / EPOCH_TICKS);
      if (make(candidate, now - age, addressHigh, addressLow) == id) {
        return true;
      }
    }
    return false;
  }

  private static long make(EpochKeys with, long tick, long addressHigh, long addressLow) {
    // The whole tick is hashed, not its 16 bits: an id does not come back to life after a wrap.
    long mac = with.of(tick / EPOCH_TICKS).hash(tick, addressHigh, addressLow) & MAC_MASK;
    return tick << MAC_BITS | mac;
  }
}

package org.everswarm.tracker.shop.store;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Names of the shop's records: a prefix that says of what, the millisecond, and 80 random bits that
 * nobody can guess, such as {@code ord_01jd...}. Names of one moment sort together, so that a
 * database keeps in few pages what is written in one. Thread-safe if its randomness is.
 */
public final class Ids {

  /** As many bytes are in a name. */
  public static final int BYTES = 16;

  private static final int DIGITS = 26;
  private static final int RADIX = 32;

  private static final int TIME_BYTES = 6;

  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param random a cryptographic one
   */
  public Ids(RandomGenerator random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /** A new name; lower-case letters and digits after the prefix and {@code _}. */
  public String next(String prefix) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    long millis = clock.millis();
    for (int i = TIME_BYTES - 1; i >= 0; i--) {
      bytes[i] = (byte) millis;
      millis >>>= Byte.SIZE;
    }
    return of(prefix, bytes);
  }

  /** The name that these {@link #BYTES} make. */
  public static String of(String prefix, byte[] bytes) {
    String digits = new BigInteger(1, bytes).toString(RADIX);
    return prefix + "_" + "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** 64 random bits that are not zero: a bundle id or a receipt id. */
  public long nextLong() {
    long value = random.nextLong();
    return value == 0 ? nextLong() : value;
  }
}

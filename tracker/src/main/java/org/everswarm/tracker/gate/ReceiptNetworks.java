package org.everswarm.tracker.gate;

import java.util.Arrays;

/**
 * The networks in which one receipt was used of late.
 *
 * <p>Not thread-safe: {@link SharingLimits} guards it. A network is one long: family 1 bit, prefix
 * 48, hour 15.
 */
final class ReceiptNetworks {

  private static final int WINDOW_HOURS = 24;
  private static final int HOUR_BITS = 15;
  private static final int HOUR_MASK = (1 << HOUR_BITS) - 1;
  private static final long IPV6 = 1L << 48;

  private long receiptId;
  private long lastHours;
  private long[] networks = new long[1];
  private int size;

  ReceiptNetworks(long receiptId, long epochHours) {
    this.receiptId = receiptId;
    lastHours = epochHours;
  }

  /** Becomes that of another receipt. */
  void begin(long other, long epochHours) {
    receiptId = other;
    lastHours = epochHours;
    size = 0;
  }

  long receiptId() {
    return receiptId;
  }

  long lastHours() {
    return lastHours;
  }

  /** Notes a use; in how many networks there were any, at most {@code most} a family. */
  int note(long addressHigh, long addressLow, long epochHours, int most) {
    lastHours = epochHours;
    forgetOld(epochHours);
    long network = network(addressHigh, addressLow);
    int same = 0;
    for (int i = 0; i < size; i++) {
      long known = networks[i] >>> HOUR_BITS;
      if (known == network) {
        networks[i] = stamp(network, epochHours);
        return greater();
      }
      same += (known & IPV6) == (network & IPV6) ? 1 : 0;
    }
    if (same < most) {
      add(stamp(network, epochHours));
    }
    return greater();
  }

  private void forgetOld(long epochHours) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      long age = (epochHours - networks[i]) & HOUR_MASK;
      // More than half the range is a clock that was set back, not an age.
      if (age <= WINDOW_HOURS || age > HOUR_MASK / 2) {
        networks[kept++] = networks[i];
      }
    }
    size = kept;
  }

  private void add(long stamped) {
    if (size == networks.length) {
      networks = Arrays.copyOf(networks, 2 * size);
    }
    networks[size++] = stamped;
  }

  private int greater() {
    int ipv6 = 0;
    for (int i = 0; i < size; i++) {
      ipv6 += (networks[i] >>> HOUR_BITS & IPV6) != 0 ? 1 : 0;
    }
    return Math.max(ipv6, size - ipv6);
  }

  private static long stamp(long network, long epochHours) {
    return (network << HOUR_BITS) | (epochHours & HOUR_MASK);
  }

  /** The network of the address with these words, in 49 bits. */
  static long network(long addressHigh, long addressLow) {
    boolean ipv4 = addressHigh == 0 && addressLow >>> 32 == 0xFFFF;
    return ipv4 ? (addressLow & 0xFFFF_FFFFL) >>> 8 : IPV6 | (addressHigh >>> 16);
  }
}

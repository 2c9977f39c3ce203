package org.everswarm.tracker.gate;

import java.util.Arrays;
import org.everswarm.protocol.IpAddress;

/**
 * The networks in which one receipt was used of late.
 *
 * <p>Not thread-safe: {@link SharingLimits} guards it. A network is one long: family 1 bit, prefix
 * 48, hour 15.
 *
 * <p>Nodes tell each other of a use when its network is new or was last noted in an earlier four
 * hours of the day: so what others know of is four hours older than it is, at most, and a network
 * in constant use costs six messages a day.
 */
final class ReceiptNetworks {

  static final int WINDOW_HOURS = 24;

  /** Bits of a network. */
  static final int NETWORK_BITS = 49;

  private static final int TOLD_HOURS_BITS = 2;
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

  /**
   * Notes a use, unless {@code most} networks of its family are known and this is none of them.
   *
   * @param epochHours when it was: now, or before, or a little later by another node's clock
   * @return whether other nodes should know
   */
  boolean note(long network, long epochHours, long nowHours, int most) {
    lastHours = Math.max(lastHours, epochHours);
    forgetOld(nowHours);
    int same = 0;
    for (int i = 0; i < size; i++) {
      long known = networks[i] >>> HOUR_BITS;
      if (known == network) {
        return refresh(i, epochHours, epochHours == nowHours);
      }
      same += (known & IPV6) == (network & IPV6) ? 1 : 0;
    }
    if (same >= most) {
      return false;
    }
    add(stamp(network, epochHours));
    return true;
  }

  /** In how many networks it was used: those of the family that has more. */
  int count() {
    int ipv6 = 0;
    for (int i = 0; i < size; i++) {
      ipv6 += (networks[i] >>> HOUR_BITS & IPV6) != 0 ? 1 : 0;
    }
    return Math.max(ipv6, size - ipv6);
  }

  /** Tells every network with the hour of its last use. */
  void forEach(long nowHours, SharingUses out) {
    forgetOld(nowHours);
    for (int i = 0; i < size; i++) {
      long age = age(networks[i], nowHours);
      long hours = nowHours - (age > HOUR_MASK / 2 ? age - HOUR_MASK - 1 : age);
      out.used(receiptId, networks[i] >>> HOUR_BITS, hours);
    }
  }

  private boolean refresh(int i, long epochHours, boolean now) {
    long before = networks[i];
    boolean earlier = age(before, epochHours) > HOUR_MASK / 2;
    if (earlier && !now) {
      return false;
    }
    networks[i] = stamp(before >>> HOUR_BITS, epochHours);
    return ((before ^ networks[i]) & HOUR_MASK) >>> TOLD_HOURS_BITS != 0;
  }

  private void forgetOld(long epochHours) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      long age = age(networks[i], epochHours);
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

  private static long age(long stamped, long epochHours) {
    return (epochHours - stamped) & HOUR_MASK;
  }

  private static long stamp(long network, long epochHours) {
    return (network << HOUR_BITS) | (epochHours & HOUR_MASK);
  }

  /** The network of the address with these words, in 49 bits. */
  static long network(long addressHigh, long addressLow) {
    boolean ipv4 = IpAddress.isIpv4(addressHigh, addressLow);
    return ipv4 ? (addressLow & 0xFFFF_FFFFL) >>> 8 : IPV6 | (addressHigh >>> 16);
  }
}

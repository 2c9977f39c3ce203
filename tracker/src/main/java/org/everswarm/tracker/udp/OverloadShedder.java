package org.everswarm.tracker.udp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.gate.SipHash;

/**
 * Decides whom to leave unanswered when more arrives than one loop can answer: whoever sends most,
 * by source prefix (IPv4 /24, IPv6 /48). Confined to one event loop; allocates nothing.
 *
 * <p>While the socket's receive queue is over half full and does not drain, the packets that each
 * prefix may have answered between two ticks are made fewer, and more again once it has drained
 * (what a pause of this process has let pile up drains by itself, and nobody is shed for it):
 * max–min fairness, by which everybody below the limit is served in full. To read a packet and drop
 * it costs a third of answering it, so the queue drains, and the kernel has no need to drop what
 * honest sources send.
 *
 * <p>What a prefix has had answered is counted in two rows of a count-min sketch (Cormode and
 * Muthukrishnan, 2005) under a keyed hash: memory is fixed, nobody can aim at another's place, and
 * who shares one place with a flood does not share the other.
 */
final class OverloadShedder {

  /** So short that the queue cannot fill while a flood uses up what it may. */
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final double FILL_OVERLOADED = 0.5;
  private static final double FILL_DRAINED = 0.25;
  private static final double FEWER = 0.85;
  private static final double MORE = 1.05;

  /** Two hundred a second. */
  private static final double LIMIT_MIN = 2;

  private static final int ROW_BITS = 12;
  private static final int ROW = 1 << ROW_BITS;

  private final SipHash hash;
  private final int[] counts = new int[2 * ROW];
  private boolean active;
  private double limit;
  private double lastFill;
  private long tickNanos;
  private long packets;
  private long packetsBefore;

  /**
   * @param hash keyed so that no outsider knows it
   */
  OverloadShedder(SipHash hash, long nowNanos) {
    this.hash = hash;
    this.tickNanos = nowNanos;
  }

  /** Counts what was read at once; true when {@link #tick} is due. */
  boolean read(int count, long nowNanos) {
    packets += count;
    return nowNanos - tickNanos >= TICK_NANOS;
  }

  /** Adjusts the limit to how full the receive queue is: 0 empty, 1 full. */
  void tick(double fill, long nowNanos) {
    tickNanos = nowNanos;
    adjust(fill);
    lastFill = fill;
    packetsBefore = packets;
    packets = 0;
    if (active) {
      Arrays.fill(counts, 0);
    }
  }

  private void adjust(double fill) {
    long most = Math.max(packets, packetsBefore);
    if (fill > FILL_OVERLOADED) {
      boolean drains = fill < lastFill || lastFill <= FILL_OVERLOADED;
      if (!active && !drains) {
        active = true;
        limit = most;
      } else if (active && fill >= lastFill) {
        limit = Math.max(LIMIT_MIN, limit * FEWER);
      }
    } else if (active && fill < FILL_DRAINED) {
      limit *= MORE;
      active = limit <= most;
    }
  }

  /** Whether there is anything to shed; only then need {@link #sheds} be asked. */
  boolean active() {
    return active;
  }

  /** Whether the packet of this source is to be dropped; else it is counted as answered. */
  boolean sheds(long addressHigh, long addressLow) {
    boolean ipv4 = IpAddress.isIpv4(addressHigh, addressLow);
    long hashed = hash.hash(ipv4 ? addressLow >>> 8 : addressHigh >>> 16);
    int first = (int) hashed & (ROW - 1);
    int second = ROW + ((int) (hashed >>> 32) & (ROW - 1));
    if (Math.min(counts[first], counts[second]) >= limit) {
      return true;
    }
    counts[first]++;
    counts[second]++;
    return false;
  }
}

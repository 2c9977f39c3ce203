package org.everswarm.tracker.gate;

import org.everswarm.protocol.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Counts the networks in which a receipt is used, over 24 hours, to the hour.
 *
 * <p>Thread-safe, by a lock for each 64th of the receipts. Memory is bounded: sets of eight
 * receipts, and a full set forgets the one that was unheard of for longest; a receipt keeps no more
 * networks of a family than freeze it. Nothing outlives the process.
 *
 * <p>A network is an IPv4 /24 or an IPv6 /48. The families are counted apart and the greater
 * counts: a client with both announces from both, and is one. A frozen receipt thaws when its
 * networks of the last 24 hours are fewer again.
 */
final class SharingLimits {

  private static final int WAYS = 8;
  private static final int LOCKS = 64;

  private final int warnNetworks;
  private final int freezeNetworks;
  private final SipHash hash;
  private final @Nullable ReceiptNetworks[] slots;
  private final int setMask;
  private final Object[] locks = new Object[LOCKS];

  SharingLimits(int receipts, int warnNetworks, int freezeNetworks, SipHash hash) {
    this.warnNetworks = warnNetworks;
    this.freezeNetworks = freezeNetworks;
    this.hash = hash;
    int sets =
        Integer.highestOneBit(Math.max(1, (receipts - 1) / WAYS)) * (receipts > WAYS ? 2 : 1);
    setMask = sets - 1;
    slots = new ReceiptNetworks[sets * WAYS];
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Notes that a receipt is used at {@code source}, and judges. */
  SharingVerdict note(long receiptId, IpAddress source, long epochHours) {
    int set = (int) hash.hash(receiptId) & setMask;
    int networks;
    synchronized (locks[set & (LOCKS - 1)]) {
      networks = find(set * WAYS, receiptId, epochHours).note(source, epochHours, freezeNetworks);
    }
    if (networks >= freezeNetworks) {
      return SharingVerdict.FROZEN;
    }
    return networks >= warnNetworks ? SharingVerdict.WARN : SharingVerdict.FINE;
  }

  private ReceiptNetworks find(int set, long receiptId, long epochHours) {
    int oldest = set;
    long oldestHours = Long.MAX_VALUE;
    for (int i = set; i < set + WAYS; i++) {
      ReceiptNetworks known = slots[i];
      if (known != null && known.receiptId() == receiptId) {
        return known;
      }
      long hours = known == null ? Long.MIN_VALUE : known.lastHours();
      if (hours < oldestHours) {
        oldest = i;
        oldestHours = hours;
      }
    }
    ReceiptNetworks fresh = new ReceiptNetworks(receiptId, epochHours);
    slots[oldest] = fresh;
    return fresh;
  }
}

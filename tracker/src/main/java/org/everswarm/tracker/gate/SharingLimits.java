package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicLongArray;
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
 *
 * <p>A receipt that is used again in the network and hour of its last use costs no lock: nothing
 * can have changed, because whatever changes its verdict is a use that takes the last one's place.
 */
final class SharingLimits {

  private static final int WAYS = 8;
  private static final int LOCKS = 64;

  private static final int VERDICT_BITS = 2;
  private static final long VERDICT_MASK = (1 << VERDICT_BITS) - 1;
  private static final int HOUR_BITS = 13;
  private static final long HOUR_MASK = (1 << HOUR_BITS) - 1;
  private static final SharingVerdict[] VERDICTS = SharingVerdict.values();

  private final int warnNetworks;
  private final int freezeNetworks;
  private final SipHash hash;
  private final @Nullable ReceiptNetworks[] slots;
  private final int setMask;
  private final Object[] locks = new Object[LOCKS];

  /** For each set its receipts' ids, and behind them the last use of each. */
  private final AtomicLongArray lastUses;

  SharingLimits(int receipts, int warnNetworks, int freezeNetworks, SipHash hash) {
    this.warnNetworks = warnNetworks;
    this.freezeNetworks = freezeNetworks;
    this.hash = hash;
    int sets =
        Integer.highestOneBit(Math.max(1, (receipts - 1) / WAYS)) * (receipts > WAYS ? 2 : 1);
    setMask = sets - 1;
    slots = new ReceiptNetworks[sets * WAYS];
    lastUses = new AtomicLongArray(sets * 2 * WAYS);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Notes that a receipt is used at {@code source}, and judges. */
  SharingVerdict note(long receiptId, IpAddress source, long epochHours) {
    return note(receiptId, source.high(), source.low(), epochHours);
  }

  /** The same by the words of the address. */
  SharingVerdict note(long receiptId, long addressHigh, long addressLow, long epochHours) {
    int set = (int) hash.hash(receiptId) & setMask;
    long use = use(ReceiptNetworks.network(addressHigh, addressLow), epochHours);
    SharingVerdict same = sameAsLast(set, receiptId, use);
    if (same != null) {
      return same;
    }
    synchronized (locks[set & (LOCKS - 1)]) {
      int way = find(set * WAYS, receiptId, epochHours);
      ReceiptNetworks networks = slots[set * WAYS + way];
      if (networks == null) {
        throw new AssertionError("it was found or made");
      }
      SharingVerdict verdict =
          verdict(networks.note(addressHigh, addressLow, epochHours, freezeNetworks));
      remember(set, way, receiptId, use, verdict);
      return verdict;
    }
  }

  private SharingVerdict verdict(int networks) {
    if (networks >= freezeNetworks) {
      return SharingVerdict.FROZEN;
    }
    return networks >= warnNetworks ? SharingVerdict.WARN : SharingVerdict.FINE;
  }

  /** The network, and the hours of about a year, which tell one hour from the next. */
  private static long use(long network, long epochHours) {
    return ((network << HOUR_BITS) | (epochHours & HOUR_MASK)) << VERDICT_BITS;
  }

  /** The verdict of the last use if this one is of the same hour and network; else null. */
  private @Nullable SharingVerdict sameAsLast(int set, long receiptId, long use) {
    int ids = set * 2 * WAYS;
    for (int i = ids; i < ids + WAYS; i++) {
      if (lastUses.get(i) == receiptId) {
        long last = lastUses.get(i + WAYS);
        // The id once more: the slot may have gone to another receipt meanwhile.
        boolean same = (last & ~VERDICT_MASK) == use && lastUses.get(i) == receiptId;
        int verdict = (int) (last & VERDICT_MASK);
        return same && verdict != 0 ? VERDICTS[verdict - 1] : null;
      }
    }
    return null;
  }

  @SuppressWarnings("EnumOrdinal") // In memory only; 0 is none.
  private void remember(int set, int way, long receiptId, long use, SharingVerdict verdict) {
    int id = set * 2 * WAYS + way;
    if (lastUses.get(id) != receiptId) {
      lastUses.set(id + WAYS, 0);
      lastUses.set(id, receiptId);
    }
    lastUses.set(id + WAYS, use | (verdict.ordinal() + 1));
  }

  /** The way of a receipt in the set that begins at {@code set}; it may take another's. */
  private int find(int set, long receiptId, long epochHours) {
    int oldest = set;
    long oldestHours = Long.MAX_VALUE;
    for (int i = set; i < set + WAYS; i++) {
      ReceiptNetworks known = slots[i];
      if (known != null && known.receiptId() == receiptId) {
        return i - set;
      }
      long hours = known == null ? Long.MIN_VALUE : known.lastHours();
      if (hours < oldestHours) {
        oldest = i;
        oldestHours = hours;
      }
    }
    ReceiptNetworks forgotten = slots[oldest];
    if (forgotten == null) {
      slots[oldest] = new ReceiptNetworks(receiptId, epochHours);
    } else {
      forgotten.begin(receiptId, epochHours);
    }
    return oldest - set;
  }
}

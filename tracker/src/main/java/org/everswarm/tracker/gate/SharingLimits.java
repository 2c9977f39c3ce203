package org.everswarm.tracker.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
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
 * <p>Uses that other nodes told of count like those seen here, and {@link #onUse} has told what
 * they should know. Beyond the networks that freeze a receipt nothing more is noted or told.
 *
 * <p>A receipt that is used again in the network and hour of its last use costs no lock: nothing
 * can have changed, because whatever changes its verdict, be it told by another node, takes the
 * last use's place.
 */
final class SharingLimits {

  /** Of the receipts: the same ones for as long as this lives. */
  static final int PARTS = 256;

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

  private volatile SharingUses told = SharingUses.NONE;
  private volatile LongConsumer frozen = receiptId -> {};

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

  /** Notes that a receipt is used at the address of these words, and judges. */
  SharingVerdict note(long receiptId, long addressHigh, long addressLow, long epochHours) {
    int set = set(receiptId);
    long network = ReceiptNetworks.network(addressHigh, addressLow);
    long use = use(network, epochHours);
    SharingVerdict same = sameAsLast(set, receiptId, use);
    if (same != null) {
      return same;
    }
    SharingVerdict verdict;
    boolean news;
    synchronized (lock(set)) {
      int way = find(set * WAYS, receiptId);
      ReceiptNetworks networks = networks(set * WAYS + way, receiptId, epochHours);
      news = networks.note(network, epochHours, epochHours, freezeNetworks);
      verdict = verdict(networks.count());
      remember(set, way, receiptId, use | number(verdict));
    }
    if (news) {
      told.used(receiptId, network, epochHours);
      tellIfFrozen(receiptId, verdict);
    }
    return verdict;
  }

  /**
   * Notes a use that another node told of. Of the last day only: it may be an hour ahead, by a
   * clock that is not ours.
   *
   * @return false when it is of another day, or no network
   */
  boolean merge(long receiptId, long network, long epochHours, long nowHours) {
    if (epochHours < nowHours - ReceiptNetworks.WINDOW_HOURS
        || epochHours > nowHours + 1
        || network >>> ReceiptNetworks.NETWORK_BITS != 0) {
      return false;
    }
    int set = set(receiptId);
    SharingVerdict verdict = SharingVerdict.FINE;
    synchronized (lock(set)) {
      int way = find(set * WAYS, receiptId);
      ReceiptNetworks there = slots[set * WAYS + way];
      // What is news elsewhere does not displace what is newer here.
      if (there == null || there.receiptId() == receiptId || there.lastHours() <= epochHours) {
        ReceiptNetworks networks = networks(set * WAYS + way, receiptId, epochHours);
        if (networks.note(network, epochHours, nowHours, freezeNetworks)) {
          verdict = verdict(networks.count());
        }
        remember(set, way, receiptId, 0);
      }
    }
    tellIfFrozen(receiptId, verdict);
    return true;
  }

  private void tellIfFrozen(long receiptId, SharingVerdict verdict) {
    if (verdict == SharingVerdict.FROZEN) {
      frozen.accept(receiptId);
    }
  }

  /** Has receipts told that are in too many networks, each perhaps more than once. */
  void onFrozen(LongConsumer listener) {
    frozen = listener;
  }

  /** Has told, from now on, which uses other nodes should know; outside any lock. */
  void onUse(SharingUses listener) {
    told = listener;
  }

  /** Tells all uses of the last day, of one part of {@value #PARTS}; outside any lock. */
  void forEach(int part, long nowHours, SharingUses out) {
    List<Use> uses = new ArrayList<>();
    int end = firstSet(part + 1);
    for (int set = firstSet(part); set < end; set++) {
      synchronized (lock(set)) {
        for (int way = 0; way < WAYS; way++) {
          ReceiptNetworks known = slots[set * WAYS + way];
          if (known != null) {
            known.forEach(nowHours, (id, network, hours) -> uses.add(new Use(id, network, hours)));
          }
        }
      }
      uses.forEach(use -> out.used(use.receiptId(), use.network(), use.epochHours()));
      uses.clear();
    }
  }

  private int firstSet(int part) {
    return (int) (((long) part * (setMask + 1)) / PARTS);
  }

  private int set(long receiptId) {
    return (int) hash.hash(receiptId) & setMask;
  }

  private Object lock(int set) {
    return locks[set & (LOCKS - 1)];
  }

  /** The networks of a receipt in its slot, which it takes if another has it. */
  private ReceiptNetworks networks(int slot, long receiptId, long epochHours) {
    ReceiptNetworks networks = slots[slot];
    if (networks == null) {
      networks = new ReceiptNetworks(receiptId, epochHours);
      slots[slot] = networks;
    } else if (networks.receiptId() != receiptId) {
      networks.begin(receiptId, epochHours);
    }
    return networks;
  }

  private SharingVerdict verdict(int networks) {
    if (networks >= freezeNetworks) {
      return SharingVerdict.FROZEN;
    }
    return networks >= warnNetworks ? SharingVerdict.WARN : SharingVerdict.FINE;
  }

  @SuppressWarnings("EnumOrdinal") // In memory only; 0 is none.
  private static int number(SharingVerdict verdict) {
    return verdict.ordinal() + 1;
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

  /** Keeps the last use of a receipt with its verdict, or 0 when that is not known any more. */
  private void remember(int set, int way, long receiptId, long last) {
    int id = set * 2 * WAYS + way;
    if (lastUses.get(id) != receiptId) {
      lastUses.set(id + WAYS, 0);
      lastUses.set(id, receiptId);
    }
    lastUses.set(id + WAYS, last);
  }

  /** The way of a receipt in the set that begins at {@code set}, or else the one to take. */
  private int find(int set, long receiptId) {
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
    return oldest - set;
  }

  private record Use(long receiptId, long network, long epochHours) {}
}

package org.everswarm.tracker.shop.ledger;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.everswarm.tracker.shop.money.FeeBasis;
import org.everswarm.tracker.shop.money.FeeTerms;

/**
 * All that has happened to a sale so far, and where its money is as a result. Every entry's lines
 * are the difference between the state before it and the state after it, so that what comes in
 * another order (a real fee after a refund, a refund after a dispute) ends in the right state all
 * the same.
 *
 * @param givebacks in the order in which they were booked, those of disputes that were won and
 *     refunds that came back too
 */
record SaleState(Facts sale, long processorFeeMinor, List<Giveback> givebacks) {

  /**
   * Money that went back to the buyer.
   *
   * @param feeMinor what the processor took for a dispute, and keeps
   */
  record Giveback(String id, Kind kind, long amountMinor, long feeMinor) {

    /** Why it went back, and whether it is still there. */
    enum Kind {
      REFUND,
      BOUNCED,
      DISPUTE,
      LOST,
      WON
    }

    boolean stands() {
      return kind != Kind.WON && kind != Kind.BOUNCED;
    }

    boolean dispute() {
      return kind != Kind.REFUND && kind != Kind.BOUNCED;
    }
  }

  /** A sale of which nothing more is known than that it was made. */
  static SaleState of(Facts sale) {
    return new SaleState(sale, sale.feeMinor(), List.of());
  }

  /**
   * The state after one more entry.
   *
   * @throws IllegalArgumentException if that cannot come now
   */
  SaleState after(Facts next) {
    return switch (next.kind()) {
      case FEE_CORRECTION -> new SaleState(sale, next.feeMinor(), givebacks);
      case REFUND -> with(next, Giveback.Kind.REFUND);
      case REFUND_FAILED -> turned(next.subject(), Giveback.Kind.REFUND, Giveback.Kind.BOUNCED);
      case DISPUTE_OPENED -> with(next, Giveback.Kind.DISPUTE);
      case DISPUTE_WON -> turned(next.subject(), Giveback.Kind.DISPUTE, Giveback.Kind.WON);
      case DISPUTE_LOST -> turned(next.subject(), Giveback.Kind.DISPUTE, Giveback.Kind.LOST);
      case SALE, PAYOUT -> throw new IllegalArgumentException(next.kind() + " of a sale made");
    };
  }

  private SaleState with(Facts next, Giveback.Kind kind) {
    List<Giveback> more = new ArrayList<>(givebacks);
    more.add(new Giveback(next.subject(), kind, next.amountMinor(), next.feeMinor()));
    return new SaleState(sale, processorFeeMinor, List.copyOf(more));
  }

  private SaleState turned(String id, Giveback.Kind from, Giveback.Kind to) {
    List<Giveback> changed = new ArrayList<>();
    boolean found = false;
    for (Giveback each : givebacks) {
      boolean meant = each.kind() == from && each.id().equals(id);
      found |= meant;
      changed.add(meant ? new Giveback(id, to, each.amountMinor(), each.feeMinor()) : each);
    }
    if (!found) {
      throw new IllegalArgumentException("there is no " + from + " " + id);
    }
    return new SaleState(sale, processorFeeMinor, List.copyOf(changed));
  }

  /** The sum of all refunds that did not come back. */
  long refundedMinor() {
    return sum(givebacks.stream().filter(each -> each.stands() && !each.dispute()).toList());
  }

  /** What went back and is still there: refunds, and disputes not won. */
  long givenBackMinor() {
    return sum(givebacks.stream().filter(Giveback::stands).toList());
  }

  /** How much more than the price went back. */
  long overMinor() {
    return Math.max(0, givenBackMinor() - sale.amountMinor());
  }

  private static long sum(List<Giveback> of) {
    return of.stream().mapToLong(Giveback::amountMinor).reduce(0, Math::addExact);
  }

  /** What each account has of this sale; sums to zero. */
  Map<String, Long> position() {
    long price = sale.amountMinor();
    long platform = price == 0 ? 0 : terms().platformFee(price, sale.taxMinor(), processorFeeMinor);
    long disputeFees = givebacks.stream().mapToLong(Giveback::feeMinor).reduce(0, Math::addExact);
    Map<String, Long> position = new TreeMap<>();
    position.put(Account.PROCESSOR, Math.subtractExact(givenBackMinor(), price));
    position.put(Account.PROCESSOR_FEES, processorFeeMinor);
    position.put(Account.DISPUTE_FEES, disputeFees);
    position.put(Account.TAX, kept(sale.taxMinor()));
    position.put(Account.PLATFORM, kept(platform));
    long others = position.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
    position.put(Account.publisher(sale.publisherId()), Math.negateExact(others));
    return position;
  }

  /**
   * What is kept of a part of the price after everything that was given back: each returns its
   * share of the part rounded down, and the one that completes the price the remainder. What was
   * given back beyond the price returns nothing more.
   */
  private long kept(long part) {
    long kept = part;
    long left = sale.amountMinor();
    for (Giveback each : givebacks) {
      if (each.stands()) {
        long counted = Math.min(each.amountMinor(), left);
        kept -= counted == left ? kept : share(part, counted);
        left -= counted;
      }
    }
    return kept;
  }

  private long share(long part, long counted) {
    return BigInteger.valueOf(part)
        .multiply(BigInteger.valueOf(counted))
        .divide(BigInteger.valueOf(sale.amountMinor()))
        .longValueExact();
  }

  FeeTerms terms() {
    return new FeeTerms(FeeBasis.valueOf(sale.feeBasis()), sale.feeBasisPoints());
  }
}

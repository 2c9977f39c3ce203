package org.everswarm.tracker.shop.ledger;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;

/**
 * The books: double entry, append-only, each entry chained to the one before by its hash. Every
 * method is part of the caller's write transaction, and idempotent by its reference (the order, the
 * refund, the dispute, the payout): a second call with it does nothing and returns false.
 * Thread-safe.
 *
 * <p>Amounts are minor units, at most {@link Split#AMOUNT_MAX} each; ids are 1 to 100 letters,
 * digits, {@code _ . : -}. Anything else is an {@link IllegalArgumentException}, and so is a
 * currency that the shop does not know. A sum that no longer fits 64 bits is an {@link
 * ArithmeticException}, and nothing is booked.
 */
public final class Ledger {

  private final InstantSource clock;

  public Ledger(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Books a sale, with the processor's fee as told or as estimated.
   *
   * @throws IllegalArgumentException if the split is not what the terms say
   */
  public boolean sale(
      Handle handle,
      String orderId,
      String publisherId,
      String currency,
      FeeTerms terms,
      Split split) {
    if (!split.equals(
        Split.of(terms, split.priceMinor(), split.taxMinor(), split.processorFeeMinor()))) {
      throw new IllegalArgumentException("The split is not that of its terms.");
    }
    Facts sale =
        new Facts(
            EntryKind.SALE,
            orderId,
            orderId,
            publisherId,
            Currency.of(currency).code(),
            split.priceMinor(),
            split.taxMinor(),
            split.processorFeeMinor(),
            terms.basis().name(),
            terms.basisPoints());
    if (booked(handle, sale)) {
      return false;
    }
    add(handle, sale, 0, SaleState.of(sale).position());
    return true;
  }

  /**
   * Books the processor's real fee in place of the estimate, once per sale. What the platform and
   * the publisher get, and what of it went back since, becomes as if it had been known at once.
   *
   * @throws Problem NOT_FOUND if there is no such sale
   */
  public boolean feeCorrection(Handle handle, String orderId, long actualProcessorFeeMinor) {
    SaleState before = sale(handle, orderId);
    Facts correction =
        Facts.of(EntryKind.FEE_CORRECTION, orderId, before.sale(), 0, actualProcessorFeeMinor);
    return !booked(handle, correction) && addTo(handle, before, correction);
  }

  /**
   * Books money given back to a buyer. The platform's fee and the tax go back pro rata, rounded
   * down, and the remainder with the last part; the processor keeps its fee, which the publisher
   * bears. Refunds never exceed the price. A refund of what a dispute took already is booked all
   * the same, for the processor has paid it: the entry says by how much more than the price went
   * back, and {@link #refundable} tells beforehand.
   *
   * @throws Problem NOT_FOUND if there is no such sale; CONFLICT if its refunds would exceed its
   *     price
   */
  public boolean refund(Handle handle, String refundId, String orderId, long amountMinor) {
    checkPositive("A refund", amountMinor);
    SaleState before = sale(handle, orderId);
    Facts refund = Facts.of(EntryKind.REFUND, refundId, before.sale(), amountMinor, 0);
    if (booked(handle, refund)) {
      return false;
    }
    long left = before.sale().amountMinor() - before.refundedMinor();
    if (amountMinor > left) {
      String most = Currency.of(before.sale().currency()).format(left);
      throw new Problem(Kind.CONFLICT, "Of this sale at most " + most + " can still be refunded.");
    }
    return addTo(handle, before, refund);
  }

  /**
   * Books that a refund came back to the processor: as if it had not been, but for the entries. It
   * is over; another try is another refund.
   *
   * @throws Problem NOT_FOUND if there is no such refund
   */
  public boolean refundFailed(Handle handle, String refundId) {
    Entry refund =
        Journal.find(handle, EntryKind.REFUND.reference(refundId))
            .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no refund " + refundId + "."));
    SaleState before = sale(handle, refund.orderId());
    Facts failed = Facts.of(EntryKind.REFUND_FAILED, refundId, before.sale(), 0, 0);
    return !booked(handle, failed) && addTo(handle, before, failed);
  }

  /**
   * How much of a sale has neither been refunded nor is in dispute nor was lost to one: what a
   * refund may be asked for.
   *
   * @throws Problem NOT_FOUND if there is no such sale
   */
  public long refundable(Handle handle, String orderId) {
    SaleState state = sale(handle, orderId);
    return Math.max(0, state.sale().amountMinor() - state.givenBackMinor());
  }

  /**
   * Books the money that the processor took back for a buyer who disputes the sale. The publisher
   * bears the amount and the fee; the platform's fee and the tax go back pro rata. An amount that
   * was refunded already is booked again, for it is gone twice, and the entry says how much.
   *
   * @throws Problem NOT_FOUND if there is no such sale
   */
  public boolean disputeOpened(
      Handle handle, String disputeId, String orderId, long amountMinor, long disputeFeeMinor) {
    checkPositive("A disputed amount", amountMinor);
    SaleState before = sale(handle, orderId);
    Facts dispute =
        Facts.of(EntryKind.DISPUTE_OPENED, disputeId, before.sale(), amountMinor, disputeFeeMinor);
    return !booked(handle, dispute) && addTo(handle, before, dispute);
  }

  /**
   * Books that the processor gave the disputed amount back, and the platform takes its fee again.
   * The dispute's fee is not returned.
   *
   * @throws Problem NOT_FOUND if there is no such dispute; CONFLICT if it was lost
   */
  public boolean disputeWon(Handle handle, String disputeId) {
    return disputeDecided(handle, EntryKind.DISPUTE_WON, disputeId);
  }

  /**
   * Books that the disputed amount stays with the buyer; no money moves.
   *
   * @throws Problem NOT_FOUND if there is no such dispute; CONFLICT if it was won
   */
  public boolean disputeLost(Handle handle, String disputeId) {
    return disputeDecided(handle, EntryKind.DISPUTE_LOST, disputeId);
  }

  private boolean disputeDecided(Handle handle, EntryKind outcome, String disputeId) {
    Entry opened =
        Journal.find(handle, EntryKind.DISPUTE_OPENED.reference(disputeId))
            .orElseThrow(
                () -> new Problem(Kind.NOT_FOUND, "There is no dispute " + disputeId + "."));
    Optional<Entry> decided = Journal.find(handle, outcome.reference(disputeId));
    if (decided.isPresent()) {
      if (!decided.get().kind().equals(outcome.name())) {
        throw new Problem(Kind.CONFLICT, "The dispute " + disputeId + " was decided otherwise.");
      }
      return false;
    }
    SaleState before = sale(handle, opened.orderId());
    return addTo(handle, before, Facts.of(outcome, disputeId, before.sale(), 0, 0));
  }

  /**
   * Books money paid to a publisher.
   *
   * @throws Problem CONFLICT if it is more than the balance
   */
  public boolean payout(
      Handle handle, String payoutId, String publisherId, String currency, long amountMinor) {
    checkPositive("A payout", amountMinor);
    Currency known = Currency.of(currency);
    Facts payout = Facts.payout(payoutId, publisherId, known.code(), amountMinor);
    if (booked(handle, payout)) {
      return false;
    }
    long balance = balance(handle, publisherId, currency);
    if (amountMinor > balance) {
      throw new Problem(
          Kind.CONFLICT,
          "The balance is " + known.format(balance) + "; a payout cannot be more than that.");
    }
    add(handle, payout, 0, payoutAmounts(payout));
    return true;
  }

  static Map<String, Long> payoutAmounts(Facts payout) {
    return Map.of(
        Account.publisher(payout.publisherId()),
        -payout.amountMinor(),
        Account.PAYOUTS,
        payout.amountMinor());
  }

  /** What a publisher is owed in a currency; negative if refunds and disputes were more. */
  public long balance(Handle handle, String publisherId, String currency) {
    return Journal.balance(handle, Account.publisher(publisherId), currency);
  }

  /** The same in every currency in which anything ever happened to it, by code. */
  public Map<Currency, Long> balances(Handle handle, String publisherId) {
    Map<Currency, Long> balances = new LinkedHashMap<>();
    for (Currency currency : Currency.all()) {
      Journal.newestBalance(handle, Account.publisher(publisherId), currency.code())
          .ifPresent(balance -> balances.put(currency, balance));
    }
    return balances;
  }

  private static void checkPositive(String what, long minor) {
    if (minor <= 0) {
      throw new IllegalArgumentException(what + " is more than 0, not " + minor + ".");
    }
  }

  private static boolean booked(Handle handle, Facts facts) {
    return Journal.find(handle, facts.reference()).isPresent();
  }

  private static SaleState sale(Handle handle, String orderId) {
    List<Facts> facts = Journal.ofOrder(handle, orderId);
    if (facts.isEmpty()) {
      throw new Problem(Kind.NOT_FOUND, "There is no sale of the order " + orderId + ".");
    }
    SaleState state = SaleState.of(facts.get(0));
    for (Facts next : facts.subList(1, facts.size())) {
      state = state.after(next);
    }
    return state;
  }

  private boolean addTo(Handle handle, SaleState before, Facts next) {
    SaleState after = before.after(next);
    add(handle, next, after.overMinor(), difference(before.position(), after.position()));
    return true;
  }

  /** What moves between two states of one sale. */
  static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> amounts = new TreeMap<>();
    after.forEach(
        (account, amount) ->
            amounts.put(account, Math.subtractExact(amount, before.getOrDefault(account, 0L))));
    return amounts;
  }

  private void add(Handle handle, Facts facts, long overMinor, Map<String, Long> amounts) {
    Journal.add(handle, facts, overMinor, clock.millis(), amounts);
  }
}

package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.orders.Order.State;
import org.everswarm.tracker.shop.orders.Payment.Standing;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.receipts.Entitlement;
import org.everswarm.tracker.shop.receipts.Receipt;
import org.everswarm.tracker.shop.receipts.ReceiptsOffice;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** Carries out what processors say of money that arrives, or does not. In the transaction. */
final class MoneyIn {

  private final Catalogue catalogue = new Catalogue();
  private final Ledger ledger;
  private final ReceiptsOffice office;
  private final OrderLetters letters;
  private final PaymentProcessor processor;
  private final Ids ids;
  private final InstantSource clock;

  MoneyIn(OrderParts parts) {
    ledger = parts.ledger();
    office = parts.office();
    letters = parts.letters();
    processor = parts.processor();
    ids = parts.ids();
    clock = parts.clock();
  }

  /**
   * The order is fulfilled by the first payment of the right amount, and by that alone. What was
   * taken down while its buyer paid is paid back: until it is, the receipt stands, in case it is
   * not.
   */
  Verdict paid(Handle handle, String by, Paid paid) {
    if (MoneyBook.payment(handle, by, paid.paymentRef()).isPresent()) {
      return Verdict.withoutEffect("This payment is known.");
    }
    Optional<Order> found = OrderBook.find(handle, paid.orderId());
    if (found.isEmpty()) {
      return Verdict.unknown("Money came for an order that was not made here.");
    }
    Order order = found.get();
    if (!isAsOrdered(order, by, paid)) {
      note(handle, by, paid, Standing.MISMATCHED);
      return Verdict.kept(
          "Paid was not what was ordered: " + order.amountMinor() + " " + order.currency() + ".");
    }
    if (MoneyBook.settling(handle, order.id()).isPresent()) {
      note(handle, by, paid, Standing.SECOND);
      String refund = giveBack(handle, by, paid, "The order was paid twice.");
      return Verdict.applied("A second payment of the order; refund " + refund);
    }
    note(handle, by, paid, Standing.SETTLES);
    Order settled = book(handle, order, paid);
    Receipt receipt = issue(handle, settled);
    if (catalogue.takenDown(handle, order.bundleId()).isPresent()) {
      String refund = giveBack(handle, by, paid, "The bundle was taken down before it was paid.");
      letters.withdrawn(handle, settled);
      return Verdict.applied("The bundle is taken down; refund " + refund);
    }
    letters.sold(handle, settled, receipt);
    return Verdict.applied();
  }

  /** A free order: there is no money to wait for. */
  void free(Handle handle, Order order) {
    letters.sold(handle, order, issue(handle, order));
  }

  /** How an order goes on that was not paid. Whoever paid nevertheless gets what was ordered. */
  Verdict unpaid(Handle handle, String orderId, State state) {
    Optional<Order> order = OrderBook.find(handle, orderId);
    if (order.isEmpty()) {
      return Verdict.unknown("There is no such order.");
    }
    State before = order.get().state();
    if (before.wasPaid() || (before == State.FAILED && state == State.PENDING)) {
      return Verdict.withoutEffect("The order is further than that.");
    }
    OrderBook.setState(handle, orderId, state);
    return Verdict.applied();
  }

  /**
   * The real fee, after it was estimated. It may come before its payment, and is told of every
   * payment of the account, also of those that are none of this shop's.
   */
  Verdict fee(Handle handle, String by, FeeKnown fee) {
    Optional<Payment> payment = MoneyBook.payment(handle, by, fee.paymentRef());
    if (payment.isEmpty()) {
      return Verdict.early("The payment is not known (yet).");
    }
    if (payment.get().standing() != Standing.SETTLES) {
      return Verdict.withoutEffect("The payment is in no books.");
    }
    if (!payment.get().currency().equals(fee.currency())) {
      return Verdict.kept("The fee is in another currency than the payment.");
    }
    if (MoneyBook.feeIsKnown(handle, payment.get())) {
      return Verdict.withoutEffect("The fee is known.");
    }
    MoneyBook.setFee(handle, payment.get(), fee.processorFeeMinor());
    ledger.feeCorrection(handle, payment.get().orderId(), fee.processorFeeMinor());
    return Verdict.applied();
  }

  private static boolean isAsOrdered(Order order, String by, Paid paid) {
    return order.processor().equals(by)
        && order.currency().equals(paid.currency())
        && order.amountMinor() == paid.amountMinor();
  }

  private void note(Handle handle, String by, Paid paid, Standing standing) {
    Payment payment =
        new Payment(
            by, paid.paymentRef(), paid.orderId(), paid.currency(), paid.amountMinor(), standing);
    MoneyBook.insert(handle, payment, paid.sessionId(), paid.createdAt());
    if (paid.processorFeeMinor().isPresent()) {
      MoneyBook.setFee(handle, payment, paid.processorFeeMinor().getAsLong());
    }
  }

  private String giveBack(Handle handle, String by, Paid paid, String reason) {
    Refund refund =
        new Refund(
            ids.next("ref"),
            paid.orderId(),
            by,
            paid.paymentRef(),
            Optional.empty(),
            paid.currency(),
            paid.amountMinor(),
            Refund.State.REQUESTED,
            "shop",
            reason,
            Instant.ofEpochMilli(clock.millis()));
    MoneyBook.insert(handle, refund, Optional.empty());
    return refund.id();
  }

  private Order book(Handle handle, Order order, Paid paid) {
    OrderBook.setPaid(handle, order.id(), paid.createdAt());
    Order settled = OrderBook.get(handle, order.id());
    book(handle, settled, paid.processorFeeMinor());
    return settled;
  }

  private Receipt issue(Handle handle, Order order) {
    return office.issue(
        handle,
        new Entitlement(
            Receipt.Kind.BOUGHT,
            Optional.of(order.id()),
            order.bundleId(),
            order.publisherId(),
            order.title(),
            order.email()));
  }

  /**
   * A sale is booked with the fee as told, or as estimated. A fee that leaves the publisher nothing
   * cannot be split; the buyer has paid all the same, so it is booked as a correction.
   */
  private void book(Handle handle, Order order, OptionalLong fee) {
    long estimate = processor.estimatedFeeMinor(order.currency(), order.amountMinor());
    Split split =
        LongStream.of(fee.orElse(estimate), estimate, 0)
            .mapToObj(each -> split(order, each))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("The price cannot be split."));
    ledger.sale(handle, order.id(), order.publisherId(), order.currency(), order.terms(), split);
    if (fee.isPresent() && fee.getAsLong() != split.processorFeeMinor()) {
      ledger.feeCorrection(handle, order.id(), fee.getAsLong());
    }
  }

  private static Optional<Split> split(Order order, long fee) {
    try {
      return Optional.of(Split.of(order.terms(), order.amountMinor(), 0, fee));
    } catch (IllegalArgumentException nothingLeft) {
      return Optional.empty();
    }
  }
}

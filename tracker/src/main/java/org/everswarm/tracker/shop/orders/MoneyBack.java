package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.orders.Payment.Standing;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/** Carries out what processors say of money that goes back. In the transaction. */
final class MoneyBack {

  private static final Verdict NO_PAYMENT = Verdict.unknown("The payment is not known.");

  private final Ledger ledger;
  private final Settlement settlement;
  private final OrderLetters letters;
  private final Ids ids;
  private final InstantSource clock;

  MoneyBack(OrderParts parts) {
    ledger = parts.ledger();
    letters = parts.letters();
    settlement = new Settlement(parts);
    ids = parts.ids();
    clock = parts.clock();
  }

  Verdict refunded(Handle handle, String by, Refunded event) {
    Optional<Payment> found = MoneyBook.payment(handle, by, event.paymentRef());
    if (found.isEmpty()) {
      return NO_PAYMENT;
    }
    Payment payment = found.get();
    if (!payment.currency().equals(event.currency()) || event.amountMinor() <= 0) {
      return Verdict.kept("The refund is not of the payment's currency, or of nothing.");
    }
    Optional<Refund> known = MoneyBook.refundByRef(handle, by, event.refundRef());
    if (known.isPresent()) {
      return Verdict.withoutEffect("This refund is known.");
    }
    Refund refund = asked(handle, payment, event).orElseGet(() -> fresh(handle, payment, event));
    if (refund.amountMinor() != event.amountMinor()) {
      return Verdict.kept("Another amount went back than was asked for: " + refund.id() + ".");
    }
    MoneyBook.setBooked(handle, refund.id(), event.refundRef(), event.createdAt());
    if (payment.standing() != Standing.SETTLES) {
      return Verdict.applied("Of a payment that is in no books.");
    }
    ledger.refund(handle, refund.id(), payment.orderId(), event.amountMinor());
    settlement.settle(handle, payment.orderId());
    Order order = OrderBook.get(handle, payment.orderId());
    letters.refunded(
        handle, order, event.amountMinor(), order.refundedMinor() == order.amountMinor());
    return Verdict.applied();
  }

  /** As if it had not been asked for; what is in the books is taken back there. */
  Verdict refundFailed(Handle handle, String by, RefundFailed event) {
    if (MoneyBook.payment(handle, by, event.paymentRef()).isEmpty()) {
      return NO_PAYMENT;
    }
    Optional<Refund> found =
        MoneyBook.refundByRef(handle, by, event.refundRef())
            .or(() -> event.refundId().flatMap(id -> MoneyBook.refund(handle, id)))
            .filter(refund -> refund.paymentRef().equals(event.paymentRef()));
    if (found.isEmpty()) {
      return Verdict.unknown("The refund is not known.");
    }
    Refund refund = found.get();
    if (!refund.state().counts()) {
      return Verdict.withoutEffect("The refund has failed before.");
    }
    MoneyBook.setFailed(handle, refund.id(), event.refundRef());
    if (!isSettling(handle, refund)) {
      return Verdict.kept("The refund of a second payment failed: " + refund.id() + ".");
    }
    if (refund.state() == Refund.State.BOOKED) {
      ledger.refundFailed(handle, refund.id());
    }
    settlement.settle(handle, refund.orderId());
    letters.tellPublisher(
        handle,
        OrderBook.get(handle, refund.orderId()),
        "A refund failed",
        "The buyer's money could not be given back; ask for the refund again.");
    return Verdict.applied();
  }

  Verdict disputed(Handle handle, String by, DisputeOpened event) {
    Optional<Payment> found = MoneyBook.payment(handle, by, event.paymentRef());
    if (found.isEmpty()) {
      return NO_PAYMENT;
    }
    if (MoneyBook.dispute(handle, by, event.disputeRef()).isPresent()) {
      return Verdict.withoutEffect("This dispute is known.");
    }
    Payment payment = found.get();
    if (payment.standing() != Standing.SETTLES
        || !payment.currency().equals(event.currency())
        || event.amountMinor() <= 0) {
      return Verdict.kept("The dispute is of a payment in no books, or in another currency.");
    }
    Dispute dispute =
        new Dispute(
            ids.next("dis"),
            payment.orderId(),
            event.disputeRef(),
            event.currency(),
            event.amountMinor(),
            Dispute.State.OPEN);
    MoneyBook.insert(handle, dispute, payment, event.feeMinor(), event.createdAt());
    ledger.disputeOpened(
        handle, dispute.id(), payment.orderId(), event.amountMinor(), event.feeMinor());
    settlement.settle(handle, payment.orderId());
    letters.tellPublisher(
        handle,
        OrderBook.get(handle, payment.orderId()),
        "Disputed",
        "The buyer's bank took the money back; the receipt opens nothing until it is decided.");
    return Verdict.applied();
  }

  Verdict decided(Handle handle, String by, String disputeRef, Dispute.State state, Instant at) {
    Optional<Dispute> found = MoneyBook.dispute(handle, by, disputeRef);
    if (found.isEmpty()) {
      return Verdict.unknown("The dispute is not known.");
    }
    Dispute dispute = found.get();
    if (dispute.state() != Dispute.State.OPEN) {
      return dispute.state() == state
          ? Verdict.withoutEffect("The dispute was decided so before.")
          : Verdict.kept("The dispute was decided otherwise before: " + dispute.id() + ".");
    }
    MoneyBook.decide(handle, dispute.id(), state, at);
    boolean won = state == Dispute.State.WON;
    if (won) {
      ledger.disputeWon(handle, dispute.id());
    } else {
      ledger.disputeLost(handle, dispute.id());
    }
    settlement.settle(handle, dispute.orderId());
    letters.tellPublisher(
        handle,
        OrderBook.get(handle, dispute.orderId()),
        won ? "Dispute won" : "Dispute lost",
        won ? "The money is back." : "The money stays with the buyer.");
    return Verdict.applied();
  }

  /**
   * The refund that was asked for here. Some events do not name it: then it is one of the same
   * amount, because it would else be booked twice when another event names it.
   */
  private static Optional<Refund> asked(Handle handle, Payment payment, Refunded event) {
    return MoneyBook.refunds(handle, payment.orderId()).stream()
        .filter(one -> one.paymentRef().equals(payment.ref()) && one.ref().isEmpty())
        .filter(
            one ->
                event.refundId().isPresent()
                    ? event.refundId().get().equals(one.id())
                    : one.state().counts() && one.amountMinor() == event.amountMinor())
        .findFirst();
  }

  private Refund fresh(Handle handle, Payment payment, Refunded event) {
    Refund refund =
        new Refund(
            ids.next("ref"),
            payment.orderId(),
            payment.processor(),
            payment.ref(),
            Optional.empty(),
            event.currency(),
            event.amountMinor(),
            Refund.State.ACCEPTED,
            "processor",
            "Made at the processor's desk.",
            Instant.ofEpochMilli(clock.millis()));
    MoneyBook.insert(handle, refund, Optional.empty());
    return refund;
  }

  private static boolean isSettling(Handle handle, Refund refund) {
    return MoneyBook.settling(handle, refund.orderId())
        .filter(payment -> payment.ref().equals(refund.paymentRef()))
        .isPresent();
  }
}

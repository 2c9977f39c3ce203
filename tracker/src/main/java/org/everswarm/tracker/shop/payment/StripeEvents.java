package org.everswarm.tracker.shop.payment;

import com.stripe.exception.StripeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.Other;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Pending;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.payment.PaymentEvent.Unreadable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Stripe's events mean. They are read as JSON, because they come in whatever API version the
 * account has, which the vendor's classes need not know.
 */
final class StripeEvents {

  private static final Logger LOG = LoggerFactory.getLogger(StripeEvents.class);

  static final String ORDER_ID = "order_id";
  static final String REFUND_ID = "refund_id";

  private final StripeCalls calls;
  private final ProcessorFees fees;

  StripeEvents(StripeCalls calls, ProcessorFees fees) {
    this.calls = calls;
    this.fees = fees;
  }

  private record Head(String eventId, String type, Instant createdAt) {}

  /**
   * Reads a genuine event.
   *
   * @param hash names the event if it does not name itself
   */
  PaymentEvent of(JsonObject event, String hash) {
    Head head = new Head(hash, "unknown", Instant.EPOCH);
    try {
      head = head(event);
      return read(head, event);
    } catch (IllegalStateException unreadable) {
      LOG.warn("an event of Stripe is kept unread: {}", unreadable.getMessage());
      return new Unreadable(
          head.eventId, head.type, head.createdAt, String.valueOf(unreadable.getMessage()));
    }
  }

  private PaymentEvent read(Head head, JsonObject event) {
    if (head.type.startsWith("checkout.session.")) {
      return session(head, object(event));
    }
    if (head.type.startsWith("charge.dispute.")) {
      return dispute(head, object(event));
    }
    if (head.type.startsWith("refund.") || head.type.equals("charge.refund.updated")) {
      return refund(head, object(event));
    }
    if (head.type.equals("charge.refunded")) {
      return latestRefund(head, object(event));
    }
    if (head.type.equals("charge.updated")) {
      return charge(head, object(event));
    }
    return other(head);
  }

  /** Thin events have an RFC 3339 time and no object; none of them is of interest. */
  private static Head head(JsonObject event) {
    StripeJson json = new StripeJson(event);
    Instant at =
        event.getValue("created") instanceof Number seconds
            ? Instant.ofEpochSecond(seconds.longValue())
            : Instant.EPOCH;
    return new Head(json.text("id"), json.text("type"), at);
  }

  private static StripeJson object(JsonObject event) {
    return new StripeJson(event).object("data").object("object");
  }

  private PaymentEvent session(Head head, StripeJson session) {
    String order =
        session.optionalText("client_reference_id").or(() -> session.metadata(ORDER_ID)).orElse("");
    String id = session.text("id");
    if (!session.optionalText("mode").orElse("payment").equals("payment")) {
      return other(head);
    }
    return switch (head.type) {
      case "checkout.session.completed", "checkout.session.async_payment_succeeded" ->
          session.text("payment_status").equals("unpaid")
              ? new Pending(head.eventId, head.type, head.createdAt, order, id)
              : paid(head, session, order, id);
      case "checkout.session.async_payment_failed" ->
          new Failed(head.eventId, head.type, head.createdAt, order, id);
      case "checkout.session.expired" ->
          new Expired(head.eventId, head.type, head.createdAt, order, id);
      default -> other(head);
    };
  }

  private PaymentEvent paid(Head head, StripeJson session, String order, String id) {
    String currency = session.text("currency");
    Optional<String> payment = session.reference("payment_intent");
    return new Paid(
        head.eventId,
        head.type,
        head.createdAt,
        order,
        id,
        payment.orElse(id),
        currency,
        session.number("amount_total"),
        payment.isPresent() ? feeIfTold(payment.get(), currency) : OptionalLong.empty());
  }

  /** Whatever becomes of the fee, the buyer has paid; it is told again when it is settled. */
  private OptionalLong feeIfTold(String payment, String currency) {
    try {
      return calls.fee(payment, currency);
    } catch (StripeException | IllegalStateException unknown) {
      return OptionalLong.empty();
    }
  }

  /**
   * The fee of a payment is settled some time after the payment. This is the only event that tells
   * it, so without Stripe's answer it is to come again.
   */
  private PaymentEvent charge(Head head, StripeJson charge) {
    Optional<String> payment = charge.reference("payment_intent");
    String currency = charge.text("currency");
    if (payment.isEmpty() || charge.reference("balance_transaction").isEmpty()) {
      return other(head);
    }
    OptionalLong fee;
    try {
      fee = calls.fee(payment.get(), currency);
    } catch (StripeException unanswered) {
      throw StripeFailures.of(unanswered);
    }
    return fee.isEmpty()
        ? other(head)
        : new FeeKnown(
            head.eventId, head.type, head.createdAt, payment.get(), currency, fee.getAsLong());
  }

  /** Which of a charge's refunds the event tells of, only its time says. */
  private PaymentEvent latestRefund(Head head, StripeJson charge) {
    Optional<StripeJson> newest = Optional.empty();
    for (StripeJson refund : calls.refundsOfCharge(charge.text("id"))) {
      long at = refund.number("created");
      if (at <= head.createdAt.getEpochSecond()
          && newest.map(other -> other.number("created") < at).orElse(true)) {
        newest = Optional.of(refund);
      }
    }
    return newest.map(refund -> refund(head, refund)).orElseGet(() -> other(head));
  }

  private static PaymentEvent refund(Head head, StripeJson refund) {
    String id = refund.text("id");
    String currency = refund.text("currency");
    String payment = payment(refund);
    Optional<String> ours = refund.metadata(REFUND_ID);
    return switch (refund.optionalText("status").orElse("succeeded")) {
      case "succeeded" ->
          new Refunded(
              head.eventId,
              head.type,
              head.createdAt,
              payment,
              id,
              ours,
              currency,
              refund.number("amount"));
      case "failed", "canceled" ->
          new RefundFailed(head.eventId, head.type, head.createdAt, payment, id, ours);
      default -> other(head);
    };
  }

  /** A dispute whose status is a warning is a question; no money went. */
  private PaymentEvent dispute(Head head, StripeJson dispute) {
    String id = dispute.text("id");
    String status = dispute.text("status");
    return switch (head.type) {
      case "charge.dispute.created", "charge.dispute.funds_withdrawn" ->
          status.startsWith("warning_") ? other(head) : opened(head, dispute, id);
      case "charge.dispute.closed", "charge.dispute.funds_reinstated" -> {
        if (status.equals("won")) {
          yield new DisputeWon(head.eventId, head.type, head.createdAt, payment(dispute), id);
        }
        yield status.equals("lost")
            ? new DisputeLost(head.eventId, head.type, head.createdAt, payment(dispute), id)
            : other(head);
      }
      default -> other(head);
    };
  }

  private PaymentEvent opened(Head head, StripeJson dispute, String id) {
    String currency = dispute.text("currency");
    return new DisputeOpened(
        head.eventId,
        head.type,
        head.createdAt,
        payment(dispute),
        id,
        currency,
        dispute.number("amount"),
        disputeFee(dispute, currency).orElseGet(() -> fees.ofDispute(currency)));
  }

  private static OptionalLong disputeFee(StripeJson dispute, String currency) {
    long sum = 0;
    boolean known = false;
    for (Object one : dispute.array("balance_transactions").orElseGet(JsonArray::new)) {
      StripeJson transaction = new StripeJson(StripeJson.objectOf(one));
      known |= transaction.optionalText("currency").orElse("").equals(currency);
      sum += transaction.number("fee");
    }
    return known ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** Payments without a payment intent are of another integration's making, or very old. */
  private static String payment(StripeJson of) {
    return of.reference("payment_intent").or(() -> of.reference("charge")).orElse("");
  }

  private static PaymentEvent other(Head head) {
    return new Other(head.eventId, head.type, head.createdAt);
  }
}

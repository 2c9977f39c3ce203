package org.everswarm.tracker.shop.orders;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;

/**
 * Events that may have to wait for the payment or dispute they tell of, as text in the database.
 * Others are never read again.
 */
final class EventText {

  private EventText() {}

  static String of(PaymentEvent event) {
    JsonObject json = new JsonObject().put("kind", event.getClass().getSimpleName());
    if (event instanceof Refunded refunded) {
      json.put("ref", refunded.refundRef())
          .put("refundId", refunded.refundId().orElse(null))
          .put("currency", refunded.currency())
          .put("amount", refunded.amountMinor());
    } else if (event instanceof RefundFailed failed) {
      json.put("ref", failed.refundRef()).put("refundId", failed.refundId().orElse(null));
    } else if (event instanceof DisputeOpened opened) {
      json.put("currency", opened.currency())
          .put("amount", opened.amountMinor())
          .put("fee", opened.feeMinor());
    } else if (event instanceof FeeKnown known) {
      json.put("currency", known.currency()).put("fee", known.processorFeeMinor());
    }
    return json.encode();
  }

  /** The event of a row of the database. */
  static PaymentEvent parse(
      String eventId, String type, Instant at, String paymentRef, String disputeRef, String text) {
    JsonObject json = new JsonObject(text);
    String currency = json.getString("currency", "");
    long amount = json.getLong("amount", 0L);
    long fee = json.getLong("fee", 0L);
    String ref = json.getString("ref", "");
    Optional<String> refundId = Optional.ofNullable(json.getString("refundId"));
    return switch (json.getString("kind")) {
      case "Refunded" ->
          new Refunded(eventId, type, at, paymentRef, ref, refundId, currency, amount);
      case "RefundFailed" -> new RefundFailed(eventId, type, at, paymentRef, ref, refundId);
      case "DisputeOpened" ->
          new DisputeOpened(eventId, type, at, paymentRef, disputeRef, currency, amount, fee);
      case "DisputeWon" -> new DisputeWon(eventId, type, at, paymentRef, disputeRef);
      case "DisputeLost" -> new DisputeLost(eventId, type, at, paymentRef, disputeRef);
      case "FeeKnown" -> new FeeKnown(eventId, type, at, paymentRef, currency, fee);
      default -> new PaymentEvent.Other(eventId, type, at);
    };
  }

  static Optional<String> orderId(PaymentEvent event) {
    if (event instanceof PaymentEvent.Paid paid) {
      return Optional.of(paid.orderId());
    }
    if (event instanceof PaymentEvent.Pending pending) {
      return Optional.of(pending.orderId());
    }
    if (event instanceof PaymentEvent.Failed failed) {
      return Optional.of(failed.orderId());
    }
    if (event instanceof PaymentEvent.Expired expired) {
      return Optional.of(expired.orderId());
    }
    return Optional.empty();
  }

  static Optional<String> paymentRef(PaymentEvent event) {
    if (event instanceof PaymentEvent.Paid paid) {
      return Optional.of(paid.paymentRef());
    }
    if (event instanceof Refunded refunded) {
      return Optional.of(refunded.paymentRef());
    }
    if (event instanceof RefundFailed failed) {
      return Optional.of(failed.paymentRef());
    }
    if (event instanceof DisputeOpened opened) {
      return Optional.of(opened.paymentRef());
    }
    if (event instanceof DisputeWon won) {
      return Optional.of(won.paymentRef());
    }
    if (event instanceof DisputeLost lost) {
      return Optional.of(lost.paymentRef());
    }
    return event instanceof FeeKnown known ? Optional.of(known.paymentRef()) : Optional.empty();
  }

  static Optional<String> disputeRef(PaymentEvent event) {
    if (event instanceof DisputeOpened opened) {
      return Optional.of(opened.disputeRef());
    }
    if (event instanceof DisputeWon won) {
      return Optional.of(won.disputeRef());
    }
    return event instanceof DisputeLost lost ? Optional.of(lost.disputeRef()) : Optional.empty();
  }
}

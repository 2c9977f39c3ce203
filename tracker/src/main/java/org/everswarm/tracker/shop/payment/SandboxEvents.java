package org.everswarm.tracker.shop.payment;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Other;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Pending;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;

/** The events of the sandbox as JSON. Its payments are sessions too, so both have one id. */
final class SandboxEvents {

  private SandboxEvents() {}

  static JsonObject write(PaymentEvent event) {
    JsonObject json =
        new JsonObject()
            .put("id", event.eventId())
            .put("type", event.type())
            .put("created", event.createdAt().toEpochMilli());
    if (event instanceof Paid paid) {
      json.put("payment", paid.paymentRef()).put("order", paid.orderId());
      money(json, paid.currency(), paid.amountMinor());
      json.put("fee", paid.processorFeeMinor().orElse(0));
    } else if (event instanceof Pending pending) {
      json.put("payment", pending.sessionId()).put("order", pending.orderId());
    } else if (event instanceof Failed failed) {
      json.put("payment", failed.sessionId()).put("order", failed.orderId());
    } else if (event instanceof Expired expired) {
      json.put("payment", expired.sessionId()).put("order", expired.orderId());
    } else if (event instanceof Refunded refunded) {
      json.put("payment", refunded.paymentRef()).put("refund", refunded.refundRef());
      refunded.refundId().ifPresent(id -> json.put("request", id));
      money(json, refunded.currency(), refunded.amountMinor());
    } else if (event instanceof DisputeOpened opened) {
      json.put("payment", opened.paymentRef()).put("dispute", opened.disputeRef());
      money(json, opened.currency(), opened.amountMinor());
      json.put("fee", opened.feeMinor());
    } else if (event instanceof DisputeWon won) {
      json.put("payment", won.paymentRef()).put("dispute", won.disputeRef());
    } else if (event instanceof DisputeLost lost) {
      json.put("payment", lost.paymentRef()).put("dispute", lost.disputeRef());
    }
    return json;
  }

  private static void money(JsonObject json, String currency, long amountMinor) {
    json.put("currency", currency).put("amount", amountMinor);
  }

  /** Which payment an event is of. */
  static String payment(String event) {
    return new JsonObject(event).getString("payment");
  }

  static PaymentEvent read(JsonObject json) {
    String id = json.getString("id");
    String type = json.getString("type");
    Instant at = Instant.ofEpochMilli(json.getLong("created"));
    String payment = json.getString("payment");
    String order = json.getString("order");
    String dispute = json.getString("dispute");
    return switch (type) {
      case "payment.paid" ->
          new Paid(
              id,
              type,
              at,
              order,
              payment,
              payment,
              json.getString("currency"),
              json.getLong("amount"),
              OptionalLong.of(json.getLong("fee")));
      case "payment.pending" -> new Pending(id, type, at, order, payment);
      case "payment.failed" -> new Failed(id, type, at, order, payment);
      case "payment.expired" -> new Expired(id, type, at, order, payment);
      case "refund.made" ->
          new Refunded(
              id,
              type,
              at,
              payment,
              json.getString("refund"),
              Optional.ofNullable(json.getString("request")),
              json.getString("currency"),
              json.getLong("amount"));
      case "dispute.opened" ->
          new DisputeOpened(
              id,
              type,
              at,
              payment,
              dispute,
              json.getString("currency"),
              json.getLong("amount"),
              json.getLong("fee"));
      case "dispute.won" -> new DisputeWon(id, type, at, payment, dispute);
      case "dispute.lost" -> new DisputeLost(id, type, at, payment, dispute);
      default -> new Other(id, type, at);
    };
  }
}

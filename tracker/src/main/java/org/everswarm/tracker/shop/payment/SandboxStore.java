package org.everswarm.tracker.shop.payment;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.payment.SandboxPayment.Dispute;
import org.everswarm.tracker.shop.payment.SandboxPayment.State;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of the sandbox; every method in the caller's transaction. */
final class SandboxStore {

  private static final String COLUMNS =
      "SELECT id, order_id, title, currency, amount_minor, refunded_minor, state, dispute,"
          + " success_url, cancel_url FROM sandbox_payment ";

  private SandboxStore() {}

  /** An event that waits. */
  record Waiting(String id, String payload, int attempts) {}

  static Optional<SandboxPayment> payment(Handle handle, String id) {
    return handle
        .select(COLUMNS + "WHERE id = ?", id)
        .map((row, context) -> payment(row))
        .findOne();
  }

  static Optional<SandboxPayment> ofOrder(Handle handle, String orderId) {
    return handle
        .select(COLUMNS + "WHERE order_id = ?", orderId)
        .map((row, context) -> payment(row))
        .findOne();
  }

  static List<SandboxPayment> openSince(Handle handle, long before, int limit) {
    return handle
        .select(
            COLUMNS + "WHERE state = 'OPEN' AND created_at < ? ORDER BY created_at LIMIT ?",
            before,
            limit)
        .map((row, context) -> payment(row))
        .list();
  }

  private static SandboxPayment payment(ResultSet row) throws SQLException {
    return new SandboxPayment(
        row.getString("id"),
        row.getString("order_id"),
        row.getString("title"),
        row.getString("currency"),
        row.getLong("amount_minor"),
        row.getLong("refunded_minor"),
        State.valueOf(row.getString("state")),
        Dispute.valueOf(row.getString("dispute")),
        URI.create(row.getString("success_url")),
        URI.create(row.getString("cancel_url")));
  }

  static void insert(Handle handle, SandboxPayment payment, long now) {
    handle
        .createUpdate(
            "INSERT INTO sandbox_payment (id, order_id, title, currency, amount_minor,"
                + " refunded_minor, state, dispute, success_url, cancel_url, created_at) VALUES"
                + " (:id, :order, :title, :currency, :amount, 0, 'OPEN', 'NONE', :success,"
                + " :cancel, :now)")
        .bind("id", payment.id())
        .bind("order", payment.orderId())
        .bind("title", payment.title())
        .bind("currency", payment.currency())
        .bind("amount", payment.amountMinor())
        .bind("success", payment.successUrl().toString())
        .bind("cancel", payment.cancelUrl().toString())
        .bind("now", now)
        .execute();
  }

  static void state(Handle handle, String id, State state) {
    handle.execute("UPDATE sandbox_payment SET state = ? WHERE id = ?", state.name(), id);
  }

  static void dispute(Handle handle, String id, Dispute dispute) {
    handle.execute("UPDATE sandbox_payment SET dispute = ? WHERE id = ?", dispute.name(), id);
  }

  static boolean isRefundKnown(Handle handle, String requestId) {
    return handle
        .select("SELECT id FROM sandbox_refund WHERE request_id = ?", requestId)
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  static void refund(
      Handle handle, String id, @Nullable String requestId, String paymentId, long amountMinor) {
    handle.execute(
        "INSERT INTO sandbox_refund (id, request_id, payment_id, amount_minor) VALUES (?, ?, ?, ?)",
        id,
        requestId,
        paymentId,
        amountMinor);
    handle.execute(
        "UPDATE sandbox_payment SET refunded_minor = refunded_minor + ? WHERE id = ?",
        amountMinor,
        paymentId);
  }

  static void event(Handle handle, PaymentEvent event) {
    long now = event.createdAt().toEpochMilli();
    handle.execute(
        "INSERT INTO sandbox_event (id, payload, created_at, due_at, attempts)"
            + " VALUES (?, ?, ?, ?, 0)",
        event.eventId(),
        SandboxEvents.write(event).encode(),
        now,
        now);
  }

  static List<Waiting> due(Handle handle, long now, int limit) {
    return handle
        .select(
            "SELECT id, payload, attempts FROM sandbox_event WHERE due_at <= ?"
                + " ORDER BY created_at, id LIMIT ?",
            now,
            limit)
        .map((row, context) -> new Waiting(row.getString(1), row.getString(2), row.getInt(3)))
        .list();
  }

  static void again(Handle handle, String eventId, long at, int attempts) {
    handle.execute(
        "UPDATE sandbox_event SET due_at = ?, attempts = ? WHERE id = ?", at, attempts, eventId);
  }

  static void taken(Handle handle, String eventId) {
    handle.execute("DELETE FROM sandbox_event WHERE id = ?", eventId);
  }
}

package org.everswarm.tracker.shop.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Payments, refunds and disputes in the database; all in the caller's transaction. */
final class MoneyBook {

  private MoneyBook() {}

  static void insert(Handle handle, Payment payment, String sessionId, Instant paidAt) {
    handle
        .createUpdate(
            "INSERT INTO payment (processor, payment_ref, order_id, session_id, currency,"
                + " amount_minor, standing, paid_at) VALUES (:processor, :ref, :order, :session,"
                + " :currency, :amount, :standing, :at)")
        .bind("processor", payment.processor())
        .bind("ref", payment.ref())
        .bind("order", payment.orderId())
        .bind("session", sessionId)
        .bind("currency", payment.currency())
        .bind("amount", payment.amountMinor())
        .bind("standing", payment.standing().name())
        .bind("at", paidAt.toEpochMilli())
        .execute();
  }

  static Optional<Payment> payment(Handle handle, String processor, String ref) {
    return handle
        .createQuery("SELECT * FROM payment WHERE processor = :processor AND payment_ref = :ref")
        .bind("processor", processor)
        .bind("ref", ref)
        .map(MoneyBook::readPayment)
        .findOne();
  }

  static Optional<Payment> settling(Handle handle, String orderId) {
    return handle
        .createQuery("SELECT * FROM payment WHERE order_id = :order AND standing = 'SETTLES'")
        .bind("order", orderId)
        .map(MoneyBook::readPayment)
        .findOne();
  }

  static boolean feeIsKnown(Handle handle, Payment payment) {
    return handle
        .createQuery(
            "SELECT fee_minor IS NOT NULL FROM payment"
                + " WHERE processor = :processor AND payment_ref = :ref")
        .bind("processor", payment.processor())
        .bind("ref", payment.ref())
        .mapTo(Boolean.class)
        .one();
  }

  static void setFee(Handle handle, Payment payment, long feeMinor) {
    handle
        .createUpdate(
            "UPDATE payment SET fee_minor = :fee"
                + " WHERE processor = :processor AND payment_ref = :ref")
        .bind("fee", feeMinor)
        .bind("processor", payment.processor())
        .bind("ref", payment.ref())
        .execute();
  }

  static void insert(Handle handle, Refund refund, Optional<String> key) {
    handle
        .createUpdate(
            "INSERT INTO refund (id, order_id, processor, payment_ref, refund_ref, currency,"
                + " amount_minor, state, asked_by, asked_key, reason, asked_at) VALUES (:id,"
                + " :order, :processor, :payment, :ref, :currency, :amount, :state, :by, :key,"
                + " :reason, :at)")
        .bind("key", key)
        .bind("id", refund.id())
        .bind("order", refund.orderId())
        .bind("processor", refund.processor())
        .bind("payment", refund.paymentRef())
        .bind("ref", refund.ref().orElse(null))
        .bind("currency", refund.currency())
        .bind("amount", refund.amountMinor())
        .bind("state", refund.state().name())
        .bind("by", refund.askedBy())
        .bind("reason", refund.reason())
        .bind("at", refund.askedAt().toEpochMilli())
        .execute();
  }

  static Optional<Refund> refund(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM refund WHERE id = :id")
        .bind("id", id)
        .map(MoneyBook::readRefund)
        .findOne();
  }

  /** The refund that was asked for with a key, which names it for ever. */
  static Optional<Refund> refundByKey(Handle handle, String key) {
    return handle
        .createQuery("SELECT * FROM refund WHERE asked_key = :key")
        .bind("key", key)
        .map(MoneyBook::readRefund)
        .findOne();
  }

  static Optional<Refund> refundByRef(Handle handle, String processor, String ref) {
    return handle
        .createQuery("SELECT * FROM refund WHERE processor = :processor AND refund_ref = :ref")
        .bind("processor", processor)
        .bind("ref", ref)
        .map(MoneyBook::readRefund)
        .findOne();
  }

  /** In the order in which they were asked for. */
  static List<Refund> refunds(Handle handle, String orderId) {
    return handle
        .createQuery("SELECT * FROM refund WHERE order_id = :order ORDER BY asked_at, id")
        .bind("order", orderId)
        .map(MoneyBook::readRefund)
        .list();
  }

  static List<Refund> toAsk(Handle handle, int limit) {
    return handle
        .createQuery("SELECT * FROM refund WHERE state = 'REQUESTED' ORDER BY asked_at LIMIT :n")
        .bind("n", limit)
        .map(MoneyBook::readRefund)
        .list();
  }

  /** Those that came to nothing, the newest first. */
  static List<Refund> inVain(Handle handle, Page page) {
    return handle
        .createQuery(
            "SELECT * FROM refund WHERE state IN ('REFUSED', 'FAILED')"
                + " AND (asked_at < :at OR (asked_at = :at AND id < :id))"
                + " ORDER BY asked_at DESC, id DESC LIMIT :limit")
        .bind("at", page.beforeAt())
        .bind("id", page.beforeId())
        .bind("limit", page.limit())
        .map(MoneyBook::readRefund)
        .list();
  }

  static void setRefund(Handle handle, String id, Refund.State state) {
    handle
        .createUpdate("UPDATE refund SET state = :state WHERE id = :id")
        .bind("state", state.name())
        .bind("id", id)
        .execute();
  }

  static void setFailed(Handle handle, String id, String ref) {
    handle
        .createUpdate("UPDATE refund SET state = 'FAILED', refund_ref = :ref WHERE id = :id")
        .bind("ref", ref)
        .bind("id", id)
        .execute();
  }

  static void setBooked(Handle handle, String id, String ref, Instant at) {
    handle
        .createUpdate(
            "UPDATE refund SET state = 'BOOKED', refund_ref = :ref, booked_at = :at WHERE id = :id")
        .bind("ref", ref)
        .bind("at", at.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  static void insert(
      Handle handle, Dispute dispute, Payment payment, long feeMinor, Instant openedAt) {
    handle
        .createUpdate(
            "INSERT INTO dispute (id, order_id, processor, payment_ref, dispute_ref, currency,"
                + " amount_minor, fee_minor, state, opened_at) VALUES (:id, :order, :processor,"
                + " :payment, :ref, :currency, :amount, :fee, :state, :at)")
        .bind("id", dispute.id())
        .bind("order", dispute.orderId())
        .bind("processor", payment.processor())
        .bind("payment", payment.ref())
        .bind("ref", dispute.ref())
        .bind("currency", dispute.currency())
        .bind("amount", dispute.amountMinor())
        .bind("fee", feeMinor)
        .bind("state", dispute.state().name())
        .bind("at", openedAt.toEpochMilli())
        .execute();
  }

  static Optional<Dispute> dispute(Handle handle, String processor, String ref) {
    return handle
        .createQuery("SELECT * FROM dispute WHERE processor = :processor AND dispute_ref = :ref")
        .bind("processor", processor)
        .bind("ref", ref)
        .map(MoneyBook::readDispute)
        .findOne();
  }

  static List<Dispute> disputes(Handle handle, String orderId) {
    return handle
        .createQuery("SELECT * FROM dispute WHERE order_id = :order ORDER BY opened_at, id")
        .bind("order", orderId)
        .map(MoneyBook::readDispute)
        .list();
  }

  static void decide(Handle handle, String id, Dispute.State state, Instant at) {
    handle
        .createUpdate("UPDATE dispute SET state = :state, closed_at = :at WHERE id = :id")
        .bind("state", state.name())
        .bind("at", at.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  private static Payment readPayment(ResultSet row, StatementContext context) throws SQLException {
    return new Payment(
        row.getString("processor"),
        row.getString("payment_ref"),
        row.getString("order_id"),
        row.getString("currency"),
        row.getLong("amount_minor"),
        Payment.Standing.valueOf(row.getString("standing")));
  }

  private static Refund readRefund(ResultSet row, StatementContext context) throws SQLException {
    return new Refund(
        row.getString("id"),
        row.getString("order_id"),
        row.getString("processor"),
        row.getString("payment_ref"),
        Optional.ofNullable(row.getString("refund_ref")),
        row.getString("currency"),
        row.getLong("amount_minor"),
        Refund.State.valueOf(row.getString("state")),
        row.getString("asked_by"),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("asked_at")));
  }

  private static Dispute readDispute(ResultSet row, StatementContext context) throws SQLException {
    return new Dispute(
        row.getString("id"),
        row.getString("order_id"),
        row.getString("dispute_ref"),
        row.getString("currency"),
        row.getLong("amount_minor"),
        Dispute.State.valueOf(row.getString("state")));
  }
}

package org.everswarm.tracker.shop.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** What processors said, each event once, in the database; all in the caller's transaction. */
final class EventBook {

  private static final int WAITING_MAX = 1000;

  private EventBook() {}

  /** Notes an event; false if it is known. */
  static boolean add(Handle handle, String processor, PaymentEvent event, byte[] raw, Instant now) {
    return handle
            .createUpdate(
                "INSERT INTO payment_event (processor, event_id, type, order_id, payment_ref,"
                    + " dispute_ref, raw, event, outcome, note, created_at, received_at) VALUES"
                    + " (:processor, :id, :type, :order, :payment, :dispute, :raw, :event, 'KEPT',"
                    + " '', :createdAt, :now) ON CONFLICT (processor, event_id) DO NOTHING")
            .bind("processor", processor)
            .bind("id", event.eventId())
            .bind("type", event.type())
            .bind("order", EventText.orderId(event).orElse(null))
            .bind("payment", EventText.paymentRef(event).orElse(null))
            .bind("dispute", EventText.disputeRef(event).orElse(null))
            .bind("raw", raw)
            .bind("event", EventText.of(event))
            .bind("createdAt", event.createdAt().toEpochMilli())
            .bind("now", now.toEpochMilli())
            .execute()
        > 0;
  }

  static void set(Handle handle, String processor, String eventId, Verdict verdict) {
    handle
        .createUpdate(
            "UPDATE payment_event SET outcome = :outcome, note = :note"
                + " WHERE processor = :processor AND event_id = :id")
        .bind("outcome", verdict.outcome().name())
        .bind("note", verdict.note())
        .bind("processor", processor)
        .bind("id", eventId)
        .execute();
  }

  /** Takes one off the list of those that nothing came of; false if it is not there. */
  static boolean dismiss(Handle handle, String processor, String eventId, String note) {
    return handle
            .createUpdate(
                "UPDATE payment_event SET outcome = 'DISMISSED', note = :note"
                    + " WHERE processor = :processor AND event_id = :id"
                    + " AND outcome IN ('UNKNOWN', 'KEPT')")
            .bind("note", note)
            .bind("processor", processor)
            .bind("id", eventId)
            .execute()
        > 0;
  }

  /** The events of a payment that wait, in the order in which they happened. */
  static List<PaymentEvent> waiting(Handle handle, String processor, String paymentRef) {
    return handle
        .createQuery(
            "SELECT * FROM payment_event WHERE processor = :processor AND payment_ref = :ref"
                + " AND outcome IN ('UNKNOWN', 'EARLY') AND order_id IS NULL"
                + " ORDER BY created_at, received_at, event_id LIMIT "
                + WAITING_MAX)
        .bind("processor", processor)
        .bind("ref", paymentRef)
        .map(EventBook::event)
        .list();
  }

  /** The newest of those that nothing came of and something should. */
  static List<KeptEvent> kept(Handle handle, Page page) {
    return handle
        .createQuery(
            "SELECT processor, event_id, type, order_id, payment_ref, outcome, note, created_at,"
                + " received_at FROM payment_event WHERE outcome IN ('UNKNOWN', 'KEPT')"
                + " AND (received_at < :at OR (received_at = :at AND event_id < :id))"
                + " ORDER BY received_at DESC, event_id DESC LIMIT :limit")
        .bind("at", page.beforeAt())
        .bind("id", page.beforeId())
        .bind("limit", page.limit())
        .map(
            (row, context) ->
                new KeptEvent(
                    row.getString("processor"),
                    row.getString("event_id"),
                    row.getString("type"),
                    Optional.ofNullable(row.getString("order_id")),
                    Optional.ofNullable(row.getString("payment_ref")),
                    row.getString("outcome"),
                    row.getString("note"),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    Instant.ofEpochMilli(row.getLong("received_at"))))
        .list();
  }

  private static PaymentEvent event(ResultSet row, StatementContext context) throws SQLException {
    return EventText.parse(
        row.getString("event_id"),
        row.getString("type"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Optional.ofNullable(row.getString("payment_ref")).orElse(""),
        Optional.ofNullable(row.getString("dispute_ref")).orElse(""),
        row.getString("event"));
  }
}

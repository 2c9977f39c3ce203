package org.everswarm.tracker.shop.receipts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Receipts and their tokens in the database; all in the caller's transaction. */
final class ReceiptBook {

  private static final String COLUMNS =
      "SELECT number, kind, subject, order_id, bundle_id, publisher_id, title, email, state,"
          + " issued_at FROM receipt ";

  private ReceiptBook() {}

  static void insert(Handle handle, Receipt receipt) {
    handle
        .createUpdate(
            "INSERT INTO receipt (number, kind, subject, order_id, bundle_id, publisher_id, title,"
                + " email, state, issued_at) VALUES (:number, :kind, :subject, :order, :bundle,"
                + " :publisher, :title, :email, :state, :at)")
        .bind("number", receipt.number())
        .bind("kind", receipt.kind().name())
        .bind("subject", receipt.subject())
        .bind("order", receipt.orderId().orElse(null))
        .bind("bundle", BundleIds.hex(receipt.bundleId()))
        .bind("publisher", receipt.publisherId())
        .bind("title", receipt.title())
        .bind("email", receipt.email())
        .bind("state", receipt.state().name())
        .bind("at", receipt.issuedAt().toEpochMilli())
        .execute();
  }

  static Optional<Receipt> byNumber(Handle handle, String number) {
    return handle
        .createQuery(COLUMNS + "WHERE number = :number")
        .bind("number", number)
        .map(ReceiptBook::receipt)
        .findOne();
  }

  static Optional<Receipt> byOrder(Handle handle, String orderId) {
    return handle
        .createQuery(COLUMNS + "WHERE order_id = :order")
        .bind("order", orderId)
        .map(ReceiptBook::receipt)
        .findOne();
  }

  /** Of the token with this id, whether it is good or not. */
  static Optional<Receipt> byToken(Handle handle, long tokenId) {
    return handle
        .createQuery(COLUMNS + "WHERE number = (SELECT number FROM receipt_token WHERE id = :id)")
        .bind("id", BundleIds.hex(tokenId))
        .map(ReceiptBook::receipt)
        .findOne();
  }

  /** Of an address, what it bought first, then the newest: anyone can order for it what is free. */
  static List<Receipt> byEmail(Handle handle, String email, int limit) {
    return handle
        .createQuery(
            COLUMNS
                + "WHERE email = :email AND kind <> 'OWNER' ORDER BY"
                + " CASE WHEN EXISTS (SELECT 1 FROM purchase p WHERE p.id = receipt.order_id"
                + " AND p.amount_minor > 0) THEN 0 ELSE 1 END, issued_at DESC LIMIT :n")
        .bind("email", email)
        .bind("n", limit)
        .map(ReceiptBook::receipt)
        .list();
  }

  /** The one that an address or a publisher has of a bundle without an order. */
  static Optional<Receipt> unbought(Handle handle, Receipt.Kind kind, long bundleId, String email) {
    return handle
        .createQuery(
            COLUMNS
                + "WHERE bundle_id = :bundle AND kind = :kind AND email = :email"
                + " AND order_id IS NULL")
        .bind("bundle", BundleIds.hex(bundleId))
        .bind("kind", kind.name())
        .bind("email", email)
        .map(ReceiptBook::receipt)
        .findOne();
  }

  /** What was paid for an order. */
  static ReceiptView.Price price(Handle handle, String orderId) {
    return handle
        .createQuery("SELECT currency, amount_minor FROM purchase WHERE id = :id")
        .bind("id", orderId)
        .map(
            (row, context) ->
                new ReceiptView.Price(row.getString("currency"), row.getLong("amount_minor")))
        .one();
  }

  static void setState(Handle handle, String number, Receipt.State state) {
    handle
        .createUpdate("UPDATE receipt SET state = :state WHERE number = :number")
        .bind("state", state.name())
        .bind("number", number)
        .execute();
  }

  static Optional<Token> goodToken(Handle handle, String number) {
    return handle
        .createQuery(
            "SELECT id, not_after_hours FROM receipt_token"
                + " WHERE number = :number AND revoked_at IS NULL")
        .bind("number", number)
        .map(
            (row, context) ->
                new Token(
                    BundleIds.parse(row.getString("id")).orElseThrow(),
                    row.getLong("not_after_hours")))
        .findOne();
  }

  static void addToken(Handle handle, String number, Token token, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO receipt_token (id, number, not_after_hours, issued_at)"
                + " VALUES (:id, :number, :notAfter, :at)")
        .bind("id", BundleIds.hex(token.id()))
        .bind("number", number)
        .bind("notAfter", token.notAfterHours())
        .bind("at", now.toEpochMilli())
        .execute();
  }

  static void prolong(Handle handle, Token token) {
    handle
        .createUpdate("UPDATE receipt_token SET not_after_hours = :notAfter WHERE id = :id")
        .bind("notAfter", token.notAfterHours())
        .bind("id", BundleIds.hex(token.id()))
        .execute();
  }

  static void voidToken(Handle handle, long tokenId, Instant now) {
    handle
        .createUpdate("UPDATE receipt_token SET revoked_at = :at WHERE id = :id")
        .bind("at", now.toEpochMilli())
        .bind("id", BundleIds.hex(tokenId))
        .execute();
  }

  private static Receipt receipt(ResultSet row, StatementContext context) throws SQLException {
    return new Receipt(
        row.getString("number"),
        Receipt.Kind.valueOf(row.getString("kind")),
        row.getString("subject"),
        Optional.ofNullable(row.getString("order_id")),
        BundleIds.parse(row.getString("bundle_id")).orElseThrow(),
        row.getString("publisher_id"),
        row.getString("title"),
        row.getString("email"),
        Receipt.State.valueOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("issued_at")));
  }
}

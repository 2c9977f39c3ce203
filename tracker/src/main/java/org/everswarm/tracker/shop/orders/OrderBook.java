package org.everswarm.tracker.shop.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.money.FeeBasis;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.orders.Order.State;
import org.everswarm.tracker.shop.payment.Checkout;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Orders in the database; all in the caller's transaction. */
final class OrderBook {

  private OrderBook() {}

  /**
   * Which request made an order.
   *
   * @param key hash of its key
   * @param wish hash of what it asked for
   * @param salt of the claim secret that its answer told
   */
  record Asked(String key, String wish, String salt) {}

  /** An order and the request that made it. */
  record Kept(Order order, Asked asked) {}

  static void insert(Handle handle, Order order, Asked asked) {
    handle
        .createUpdate(
            "INSERT INTO purchase (id, bundle_id, publisher_id, title, email, currency,"
                + " amount_minor, fee_basis, fee_basis_points, processor, state, asked_key,"
                + " asked_for, claim_salt, created_at, paid_at) VALUES (:id, :bundle, :publisher,"
                + " :title, :email, :currency, :amount, :basis, :points, :processor, :state,"
                + " :key, :wish, :salt, :createdAt, :paidAt)")
        .bind("id", order.id())
        .bind("bundle", BundleIds.hex(order.bundleId()))
        .bind("publisher", order.publisherId())
        .bind("title", order.title())
        .bind("email", order.email())
        .bind("currency", order.currency())
        .bind("amount", order.amountMinor())
        .bind("basis", order.terms().basis().name())
        .bind("points", order.terms().basisPoints())
        .bind("processor", order.processor())
        .bind("state", order.state().name())
        .bind("key", asked.key())
        .bind("wish", asked.wish())
        .bind("salt", asked.salt())
        .bind("createdAt", order.createdAt().toEpochMilli())
        .bind("paidAt", order.paidAt().map(Instant::toEpochMilli).orElse(null))
        .execute();
  }

  static Optional<Order> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM purchase WHERE id = :id")
        .bind("id", id)
        .map(OrderBook::order)
        .findOne();
  }

  /** By the hash of its request's key. */
  static Optional<Kept> asked(Handle handle, String key) {
    return handle
        .createQuery("SELECT * FROM purchase WHERE asked_key = :key")
        .bind("key", key)
        .map(
            (row, context) ->
                new Kept(
                    order(row, context),
                    new Asked(key, row.getString("asked_for"), row.getString("claim_salt"))))
        .findOne();
  }

  static Order get(Handle handle, String id) {
    return find(handle, id).orElseThrow(() -> new IllegalStateException("an order is gone"));
  }

  /** The newest first. */
  static List<Order> ofPublisher(Handle handle, String publisherId, Page page) {
    return handle
        .createQuery(
            "SELECT * FROM purchase WHERE publisher_id = :publisher AND paid_at IS NOT NULL"
                + " AND (created_at < :at OR (created_at = :at AND id < :id))"
                + " ORDER BY created_at DESC, id DESC LIMIT :limit")
        .bind("publisher", publisherId)
        .bind("at", page.beforeAt())
        .bind("id", page.beforeId())
        .bind("limit", page.limit())
        .map(OrderBook::order)
        .list();
  }

  static void setCheckout(Handle handle, String id, Checkout checkout) {
    handle
        .createUpdate("UPDATE purchase SET session_id = :session, pay_url = :url WHERE id = :id")
        .bind("session", checkout.sessionId())
        .bind("url", checkout.payUrl().toString())
        .bind("id", id)
        .execute();
  }

  static void setState(Handle handle, String id, State state) {
    handle
        .createUpdate("UPDATE purchase SET state = :state WHERE id = :id")
        .bind("state", state.name())
        .bind("id", id)
        .execute();
  }

  static void setPaid(Handle handle, String id, Instant at) {
    handle
        .createUpdate("UPDATE purchase SET state = 'PAID', paid_at = :at WHERE id = :id")
        .bind("at", at.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  static void setRefunded(Handle handle, String id, long refundedMinor) {
    handle
        .createUpdate("UPDATE purchase SET refunded_minor = :refunded WHERE id = :id")
        .bind("refunded", refundedMinor)
        .bind("id", id)
        .execute();
  }

  /** Ends orders that nobody has paid since, the oldest first. */
  static int expire(Handle handle, Instant createdBefore, int limit) {
    return handle
        .createUpdate(
            "UPDATE purchase SET state = 'EXPIRED' WHERE id IN (SELECT id FROM purchase WHERE"
                + " state = 'CREATED' AND created_at < :at ORDER BY created_at LIMIT :limit)")
        .bind("at", createdBefore.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  /** Orders that came to nothing, and for which no money came either. */
  static List<String> ended(Handle handle, Instant createdBefore, int limit) {
    return handle
        .createQuery(
            "SELECT id FROM purchase WHERE state IN ('EXPIRED', 'FAILED') AND created_at < :at"
                + " AND NOT EXISTS (SELECT 1 FROM payment WHERE order_id = purchase.id)"
                + " LIMIT :limit")
        .bind("at", createdBefore.toEpochMilli())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  static void delete(Handle handle, String id) {
    handle.execute("DELETE FROM purchase WHERE id = ?", id);
  }

  private static Order order(ResultSet row, StatementContext context) throws SQLException {
    long paidAt = row.getLong("paid_at");
    return new Order(
        row.getString("id"),
        BundleIds.parse(row.getString("bundle_id")).orElseThrow(),
        row.getString("publisher_id"),
        row.getString("title"),
        row.getString("email"),
        row.getString("currency"),
        row.getLong("amount_minor"),
        new FeeTerms(FeeBasis.valueOf(row.getString("fee_basis")), row.getInt("fee_basis_points")),
        row.getString("processor"),
        Optional.ofNullable(row.getString("pay_url")),
        State.valueOf(row.getString("state")),
        row.getLong("refunded_minor"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        paidAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(paidAt)));
  }
}

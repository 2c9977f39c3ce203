package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Database;

/** What a publisher takes along of its own: buyers and subscribers, as rows of a table. */
public final class Exports {

  private static final int ROWS_MAX = 200_000;

  private final Database database;

  public Exports(Database database) {
    this.database = database;
  }

  /**
   * Everyone who bought, one row for each order, the oldest first; the first row is the heads.
   *
   * @throws Problem TOO_LARGE if there are more than 200,000
   */
  public List<List<String>> buyers(String publisherId) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "order",
            "paid_at",
            "email",
            "bundle",
            "title",
            "currency",
            "amount_minor",
            "refunded_minor",
            "amount",
            "state",
            "receipt"));
    rows.addAll(
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT p.id, p.paid_at, p.email, p.bundle_id, p.title, p.currency,"
                            + " p.amount_minor, p.refunded_minor, p.state, r.number"
                            + " FROM purchase p LEFT JOIN receipt r ON r.order_id = p.id"
                            + " WHERE p.publisher_id = :publisher AND p.paid_at IS NOT NULL"
                            + " ORDER BY p.created_at, p.id LIMIT :limit")
                    .bind("publisher", publisherId)
                    .bind("limit", ROWS_MAX + 1)
                    .map(
                        (row, context) ->
                            List.of(
                                row.getString("id"),
                                Instant.ofEpochMilli(row.getLong("paid_at")).toString(),
                                row.getString("email"),
                                row.getString("bundle_id"),
                                row.getString("title"),
                                row.getString("currency"),
                                Long.toString(row.getLong("amount_minor")),
                                Long.toString(row.getLong("refunded_minor")),
                                Currency.of(row.getString("currency"))
                                    .format(row.getLong("amount_minor")),
                                row.getString("state"),
                                String.valueOf(row.getString("number"))))
                    .list()));
    return bounded(rows);
  }

  /**
   * Everyone who confirmed an address and still wants letters; the first row is the heads.
   *
   * @throws Problem TOO_LARGE if there are more than 200,000
   */
  public List<List<String>> subscribers(String publisherId) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("confirmed_at", "email", "bundle", "title"));
    rows.addAll(
        database.read(handle -> SubscriberBook.confirmed(handle, publisherId, ROWS_MAX + 1)));
    return bounded(rows);
  }

  private static List<List<String>> bounded(List<List<String>> rows) {
    if (rows.size() > ROWS_MAX + 1) {
      throw new Problem(
          Problem.Kind.TOO_LARGE,
          "There are more than " + ROWS_MAX + " rows: page through the list of sales instead.");
    }
    return rows;
  }
}

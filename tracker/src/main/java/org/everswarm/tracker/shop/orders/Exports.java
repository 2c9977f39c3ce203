package org.everswarm.tracker.shop.orders;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.csv.Csv;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/**
 * What a publisher takes along of its own: buyers and subscribers, as CSV files. Thread-safe;
 * blocks. Only the text is in memory, of one file at a time in the whole shop.
 */
public final class Exports {

  private static final int ROWS_MAX = 200_000;
  private static final int ROWS_AT_ONCE = 2000;

  private static final String BUYERS =
      "SELECT p.id, p.created_at, p.paid_at, p.email, p.bundle_id, p.title, p.currency,"
          + " p.amount_minor, p.refunded_minor, p.state, r.number"
          + " FROM purchase p LEFT JOIN receipt r ON r.order_id = p.id"
          + " WHERE p.publisher_id = ? AND p.paid_at IS NOT NULL"
          + " AND (p.created_at, p.id) > (?, ?) ORDER BY p.created_at, p.id LIMIT ?";

  private static final String SUBSCRIBERS =
      "SELECT s.id, s.created_at, s.email, s.bundle_id, b.title, s.confirmed_at"
          + " FROM subscriber s JOIN bundle b ON b.id = s.bundle_id"
          + " WHERE s.publisher_id = ? AND s.state = 'CONFIRMED'"
          + " AND (s.created_at, s.id) > (?, ?) ORDER BY s.created_at, s.id LIMIT ?";

  private final Database database;
  private final Audit audit;
  private final int rowsMax;
  private final Semaphore turn = new Semaphore(1);

  public Exports(Database database, Audit audit) {
    this(database, audit, ROWS_MAX);
  }

  Exports(Database database, Audit audit, int rowsMax) {
    this.database = database;
    this.audit = audit;
    this.rowsMax = rowsMax;
  }

  /**
   * Everyone who bought, one row for each order, the oldest first; the first row is the heads.
   *
   * @throws Problem TOO_LARGE if there are more than 200,000; UNAVAILABLE while another is made
   */
  public byte[] buyers(Actor actor) {
    Csv csv =
        new Csv()
            .row(
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
                "receipt");
    note(actor, "buyers.export");
    return written(csv, BUYERS, actor.publisherId(), Exports::buyer);
  }

  private static List<String> buyer(ResultSet row) throws SQLException {
    return List.of(
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("paid_at")).toString(),
        row.getString("email"),
        row.getString("bundle_id"),
        row.getString("title"),
        row.getString("currency"),
        Long.toString(row.getLong("amount_minor")),
        Long.toString(row.getLong("refunded_minor")),
        Currency.of(row.getString("currency")).format(row.getLong("amount_minor")),
        row.getString("state"),
        String.valueOf(row.getString("number")));
  }

  /**
   * Everyone who confirmed an address and still wants letters; the first row is the heads.
   *
   * @throws Problem as {@link #buyers}
   */
  public byte[] subscribers(Actor actor) {
    Csv csv = new Csv().row("confirmed_at", "email", "bundle", "title");
    note(actor, "subscribers.export");
    return written(csv, SUBSCRIBERS, actor.publisherId(), Exports::subscriber);
  }

  private static List<String> subscriber(ResultSet row) throws SQLException {
    return List.of(
        Instant.ofEpochMilli(row.getLong("confirmed_at")).toString(),
        row.getString("email"),
        row.getString("bundle_id"),
        row.getString("title"));
  }

  /** Who took people's addresses along. */
  private void note(Actor actor, String action) {
    database.update(
        handle ->
            audit.record(handle, actor.accountId(), action, actor.publisherId(), new JsonObject()));
  }

  @FunctionalInterface
  private interface Cells {
    List<String> of(ResultSet row) throws SQLException;
  }

  /** Where the next rows begin. */
  private record Key(long createdAt, String id) {}

  private byte[] written(Csv csv, String sql, String publisherId, Cells cells) {
    if (!turn.tryAcquire()) {
      throw new Problem(
          Kind.UNAVAILABLE, "Another list of addresses is being written; try again in a moment.");
    }
    try {
      Key after = new Key(Long.MIN_VALUE, "");
      int rows = 0;
      while (true) {
        Key from = after;
        List<Key> written =
            database.read(handle -> some(handle, csv, sql, publisherId, from, cells));
        rows += written.size();
        if (rows > rowsMax) {
          throw new Problem(
              Kind.TOO_LARGE,
              "There are more than " + rowsMax + " rows: the operator has them in the database.");
        }
        if (written.size() < ROWS_AT_ONCE) {
          return csv.toBytes();
        }
        after = written.get(written.size() - 1);
      }
    } finally {
      turn.release();
    }
  }

  private static List<Key> some(
      Handle handle, Csv csv, String sql, String publisherId, Key after, Cells cells) {
    return handle
        .select(sql, publisherId, after.createdAt(), after.id(), ROWS_AT_ONCE)
        .map(
            (row, context) -> {
              csv.row(cells.of(row));
              return new Key(row.getLong("created_at"), row.getString("id"));
            })
        .list();
  }
}

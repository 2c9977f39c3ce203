package org.everswarm.tracker.shop.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads entries with their lines, one after the other, without holding them all. */
final class JournalReader {

  private static final int FETCH = 1000;
  private static final String SELECT =
      "SELECT e.*, l.account, l.currency AS line_currency, l.amount_minor AS line_minor,"
          + " l.balance_minor FROM (%s) e LEFT JOIN ledger_line l ON l.seq = e.seq ORDER BY %s";

  private JournalReader() {}

  /**
   * An entry as stored.
   *
   * @param hash the one that is stored with it, right or wrong
   * @param lines ordered by account
   */
  record Booked(Entry entry, String hash, List<Line> lines) {}

  static void bySequence(Handle handle, Consumer<Booked> each) {
    String all = SELECT.formatted("SELECT * FROM ledger_entry", "e.seq");
    read(handle.createQuery(all), each);
  }

  /** Those of sales, all of one order together, oldest first. */
  static void byOrder(Handle handle, Consumer<Booked> each) {
    String ofSales = "SELECT * FROM ledger_entry WHERE order_id <> ''";
    read(handle.createQuery(SELECT.formatted(ofSales, "e.order_id, e.seq")), each);
  }

  /** Those that concern a publisher, oldest first; sequence numbers are from and before. */
  static List<Booked> ofPublisher(
      Handle handle, String publisherId, String currency, long from, long before, int limit) {
    String some =
        "SELECT * FROM ledger_entry WHERE publisher_id = ? AND currency = ?"
            + " AND seq >= ? AND seq < ? ORDER BY seq LIMIT ?";
    List<Booked> found = new ArrayList<>();
    read(
        handle
            .createQuery(SELECT.formatted(some, "e.seq"))
            .bind(0, publisherId)
            .bind(1, currency)
            .bind(2, from)
            .bind(3, before)
            .bind(4, limit),
        found::add);
    return found;
  }

  private static void read(Query query, Consumer<Booked> each) {
    query
        .setFetchSize(FETCH)
        .scanResultSet(
            (rows, context) -> {
              group(rows.get(), each);
              return 0;
            });
  }

  /** Rows of one entry follow each other. */
  private static void group(ResultSet rows, Consumer<Booked> each) throws SQLException {
    boolean more = rows.next();
    while (more) {
      Entry entry = Journal.entry(rows);
      String hash = Journal.text(rows, "hash");
      List<Line> lines = new ArrayList<>();
      do {
        addLine(rows, lines);
        more = rows.next();
      } while (more && rows.getLong("seq") == entry.seq());
      lines.sort(Comparator.comparing(Line::account));
      each.accept(new Booked(entry, hash, List.copyOf(lines)));
    }
  }

  private static void addLine(ResultSet rows, List<Line> lines) throws SQLException {
    String account = rows.getString("account");
    if (account != null) {
      long amount = rows.getLong("line_minor");
      long balance = rows.getLong("balance_minor");
      lines.add(new Line(account, Journal.text(rows, "line_currency"), amount, balance));
    }
  }
}

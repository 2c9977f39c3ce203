package org.everswarm.tracker.shop.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The ledger's tables. Stateless. */
final class Journal {

  private static final String ENTRY_COLUMNS =
      "seq, reference, kind, subject, order_id, publisher_id, currency, amount_minor, tax_minor,"
          + " fee_minor, fee_basis, fee_basis_points, over_minor, booked_at, previous_hash, hash";

  private static final String ADD_ENTRY =
      "INSERT INTO ledger_entry ("
          + ENTRY_COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String ADD_LINES =
      "INSERT INTO ledger_line (seq, account, currency, amount_minor, balance_minor) VALUES ";

  private static final String BALANCE =
      "SELECT balance_minor FROM ledger_line WHERE account = ? AND currency = ?"
          + " ORDER BY seq DESC LIMIT 1";

  private Journal() {}

  /** The newest entry. */
  record Head(long seq, String hash, long bookedAt) {}

  static Head head(Handle handle) {
    return handle
        .select("SELECT seq, hash, booked_at FROM ledger_head")
        .map((row, context) -> new Head(row.getLong(1), row.getString(2), row.getLong(3)))
        .one();
  }

  static Optional<Entry> find(Handle handle, String reference) {
    return handle
        .select("SELECT " + ENTRY_COLUMNS + " FROM ledger_entry WHERE reference = ?", reference)
        .map((row, context) -> entry(row))
        .findOne();
  }

  /** What happened to an order, oldest first. */
  static List<Facts> ofOrder(Handle handle, String orderId) {
    return handle
        .select(
            "SELECT " + ENTRY_COLUMNS + " FROM ledger_entry WHERE order_id = ? ORDER BY seq",
            orderId)
        .map((row, context) -> entry(row).facts())
        .list();
  }

  static long balance(Handle handle, String account, String currency) {
    return newestBalance(handle, account, currency).orElse(0L);
  }

  /** Empty if nothing ever happened to the account. */
  static Optional<Long> newestBalance(Handle handle, String account, String currency) {
    return handle.select(BALANCE, account, currency).mapTo(Long.class).findOne();
  }

  private static List<Long> balances(Handle handle, List<String> accounts, String currency) {
    List<String> arguments = new ArrayList<>();
    accounts.forEach(account -> Collections.addAll(arguments, account, currency));
    String all = String.join(", ", Collections.nCopies(accounts.size(), "(" + BALANCE + ")"));
    return handle
        .select("SELECT " + all, arguments.toArray())
        .map((row, context) -> longs(row, accounts.size()))
        .one();
  }

  /** Absent ones are 0. */
  private static List<Long> longs(ResultSet row, int count) throws SQLException {
    List<Long> values = new ArrayList<>(count);
    for (int column = 1; column <= count; column++) {
      values.add(row.getLong(column));
    }
    return values;
  }

  /**
   * Adds an entry at the end.
   *
   * @param amounts what it gives each account; zeros are left out
   */
  static void add(
      Handle handle, Facts facts, long overMinor, long nowMillis, Map<String, Long> amounts) {
    Head head = head(handle);
    // A clock that is set back must not move an entry into a month whose statement is out.
    long bookedAt = Math.max(nowMillis, head.bookedAt());
    Entry entry = Entry.of(head.seq() + 1, facts, overMinor, bookedAt, head.hash());
    List<Line> lines = lines(handle, facts.currency(), amounts);
    String hash = entry.hash(lines);
    insert(handle, entry, hash);
    insert(handle, entry.seq(), lines);
    handle.execute(
        "UPDATE ledger_head SET seq = ?, hash = ?, booked_at = ?", entry.seq(), hash, bookedAt);
  }

  private static List<Line> lines(Handle handle, String currency, Map<String, Long> amounts) {
    Map<String, Long> moved = new TreeMap<>(amounts);
    moved.values().removeIf(amount -> amount == 0);
    if (moved.isEmpty()) {
      return List.of();
    }
    List<String> accounts = List.copyOf(moved.keySet());
    List<Long> balances = balances(handle, accounts, currency);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < accounts.size(); i++) {
      long amount = moved.getOrDefault(accounts.get(i), 0L);
      long balance = Math.addExact(balances.get(i), amount);
      lines.add(new Line(accounts.get(i), currency, amount, balance));
    }
    return lines;
  }

  private static void insert(Handle handle, Entry entry, String hash) {
    handle.execute(
        ADD_ENTRY,
        entry.seq(),
        entry.reference(),
        entry.kind(),
        entry.subject(),
        entry.orderId(),
        entry.publisherId(),
        entry.currency(),
        entry.amountMinor(),
        entry.taxMinor(),
        entry.feeMinor(),
        entry.feeBasis(),
        entry.feeBasisPoints(),
        entry.overMinor(),
        entry.bookedAt(),
        entry.previousHash(),
        hash);
  }

  private static void insert(Handle handle, long seq, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    List<Object> values = new ArrayList<>();
    for (Line line : lines) {
      Collections.addAll(
          values, seq, line.account(), line.currency(), line.amountMinor(), line.balanceMinor());
    }
    String rows = String.join(", ", Collections.nCopies(lines.size(), "(?, ?, ?, ?, ?)"));
    handle.execute(ADD_LINES + rows, values.toArray());
  }

  /** Reads a row that has the columns of an entry; what should not be null and is, reads "null". */
  static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("seq"),
        text(row, "reference"),
        text(row, "kind"),
        text(row, "subject"),
        text(row, "order_id"),
        text(row, "publisher_id"),
        text(row, "currency"),
        row.getLong("amount_minor"),
        row.getLong("tax_minor"),
        row.getLong("fee_minor"),
        text(row, "fee_basis"),
        row.getInt("fee_basis_points"),
        row.getLong("over_minor"),
        row.getLong("booked_at"),
        text(row, "previous_hash"));
  }

  static String text(ResultSet row, String column) throws SQLException {
    return String.valueOf(row.getString(column));
  }
}

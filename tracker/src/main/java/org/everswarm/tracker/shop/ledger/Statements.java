package org.everswarm.tracker.shop.ledger;

import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.everswarm.tracker.shop.ledger.JournalReader.Booked;
import org.everswarm.tracker.shop.money.Currency;
import org.jdbi.v3.core.Handle;

/**
 * What the ledger says to a publisher about a month. Entries never change and never move to another
 * month, so the statement of a month that is over is always the same; that of the present one is of
 * the moment it is made, its lines too. Stateless.
 */
public final class Statements {

  private static final int PAGE = 1000;

  /** The statement of a month, UTC; zeros if nothing happened. */
  public Statement of(Handle handle, String publisherId, Currency currency, YearMonth month) {
    // The end first: what is booked meanwhile is beyond it.
    long before = firstSince(handle, month.plusMonths(1));
    long from = Math.min(before, firstSince(handle, month));
    Map<String, Long> sums = new HashMap<>();
    handle
        .select(
            "SELECT l.account, SUM(l.amount_minor) FROM ledger_entry e"
                + " JOIN ledger_line l ON l.seq = e.seq"
                + " WHERE e.publisher_id = ? AND e.currency = ? AND e.seq >= ? AND e.seq < ?"
                + " GROUP BY l.account",
            publisherId,
            currency.code(),
            from,
            before)
        .map((row, context) -> sums.put(row.getString(1), row.getLong(2)))
        .list();
    return new Statement(
        publisherId,
        currency,
        month,
        from,
        before,
        balanceBefore(handle, publisherId, currency, from),
        StatementAmounts.of(sums),
        balanceBefore(handle, publisherId, currency, before));
  }

  /**
   * The number of the first entry of a month or later, else that of the next entry there will be.
   */
  private static long firstSince(Handle handle, YearMonth month) {
    long start = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    long next = Journal.head(handle).seq() + 1;
    Optional<Long> first =
        handle
            .select(
                "SELECT seq FROM ledger_entry WHERE booked_at >= ? ORDER BY booked_at, seq LIMIT 1",
                start)
            .mapTo(Long.class)
            .findOne();
    return first.map(seq -> Math.min(seq, next)).orElse(next);
  }

  private static long balanceBefore(
      Handle handle, String publisherId, Currency currency, long seq) {
    return handle
        .select(
            "SELECT balance_minor FROM ledger_line WHERE account = ? AND currency = ? AND seq < ?"
                + " ORDER BY seq DESC LIMIT 1",
            Account.publisher(publisherId),
            currency.code(),
            seq)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /**
   * Some of a statement's lines, oldest first.
   *
   * @param afterSeq only later ones; 0 for the first
   */
  public List<StatementLine> lines(Handle handle, Statement statement, long afterSeq, int limit) {
    long from = Math.max(statement.fromSeq(), afterSeq + 1);
    long balance = balanceBefore(handle, statement.publisherId(), statement.currency(), from);
    List<Booked> found =
        JournalReader.ofPublisher(
            handle,
            statement.publisherId(),
            statement.currency().code(),
            from,
            statement.beforeSeq(),
            limit);
    List<StatementLine> lines = new ArrayList<>();
    for (Booked each : found) {
      StatementLine line = StatementLine.of(each, balance);
      balance = line.balanceMinor();
      lines.add(line);
    }
    return lines;
  }

  /**
   * All of a statement's lines, oldest first, a thousand in memory at a time.
   *
   * @return false if there are more than {@code limit}; so many were given
   */
  public boolean forEach(
      Handle handle, Statement statement, int limit, Consumer<StatementLine> each) {
    long after = 0;
    int given = 0;
    while (true) {
      List<StatementLine> page = lines(handle, statement, after, Math.min(PAGE, limit - given + 1));
      for (StatementLine line : page) {
        if (given == limit) {
          return false;
        }
        each.accept(line);
        given++;
        after = line.seq();
      }
      if (page.isEmpty()) {
        return true;
      }
    }
  }
}

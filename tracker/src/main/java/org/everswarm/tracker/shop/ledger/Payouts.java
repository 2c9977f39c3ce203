package org.everswarm.tracker.shop.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The payouts that the ledger has. */
public final class Payouts {

  private static final String SELECT =
      "SELECT seq, booked_at, subject, publisher_id, currency, amount_minor FROM ledger_entry"
          + " WHERE";

  private Payouts() {}

  /**
   * Money paid to a publisher.
   *
   * @param seq its number in the ledger
   * @param bookedAt epoch milliseconds
   */
  public record Payout(
      long seq, long bookedAt, String id, String publisherId, String currency, long amountMinor) {}

  /**
   * Some of them, latest first.
   *
   * @param beforeSeq only earlier ones
   */
  public static List<Payout> list(Handle handle, long beforeSeq, int limit) {
    return handle
        .select(
            SELECT + " kind = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
            EntryKind.PAYOUT.name(),
            beforeSeq,
            limit)
        .map((row, context) -> payout(row))
        .list();
  }

  /** One of them. */
  public static Optional<Payout> find(Handle handle, String payoutId) {
    return handle
        .select(SELECT + " reference = ?", EntryKind.PAYOUT.reference(payoutId))
        .map((row, context) -> payout(row))
        .findOne();
  }

  private static Payout payout(ResultSet row) throws SQLException {
    return new Payout(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6));
  }
}

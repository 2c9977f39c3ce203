package org.everswarm.tracker.shop;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.everswarm.tracker.shop.ledger.Totals;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.orders.Order;
import org.everswarm.tracker.shop.receipts.Receipt;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/** How much of what is in the database, at the last look. Any thread. */
final class Figures {

  private static final String WAITING_EVENTS =
      "SELECT COUNT(*) FROM payment_event WHERE outcome IN ('UNKNOWN', 'KEPT')";
  private static final String TAKEDOWNS = "SELECT COUNT(*) FROM takedown WHERE lifted_at IS NULL";
  private static final String PENDING_EFFECTS = "SELECT COUNT(*) FROM effect WHERE pending = 1";

  private static final String ESTIMATED_FEES =
      "SELECT COUNT(*) FROM payment"
          + " WHERE fee_minor IS NULL AND standing = 'SETTLES' AND paid_at < ?";

  /** Processors settle a payment in two days, and weekends are long. */
  private static final Duration SETTLED = Duration.ofDays(5);

  private final Database database;
  private final InstantSource clock;
  private volatile Seen seen = new Seen(Map.of(), Map.of(), 0, 0, 0, 0, Map.of(), 0);

  private record Seen(
      Map<String, Long> orders,
      Map<String, Long> receipts,
      long events,
      long effects,
      long fees,
      long takedowns,
      Map<Currency, Totals> money,
      long debts) {}

  Figures(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  static List<String> orderStates() {
    return names(Order.State.values());
  }

  static List<String> receiptStates() {
    return names(Receipt.State.values());
  }

  private static List<String> names(Enum<?>[] states) {
    return Arrays.stream(states).map(state -> state.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** Looks; blocks. */
  void read() {
    long settledBefore = clock.instant().minus(SETTLED).toEpochMilli();
    seen =
        database.read(
            handle ->
                new Seen(
                    byState(handle, "purchase"),
                    byState(handle, "receipt"),
                    count(handle, WAITING_EVENTS),
                    count(handle, PENDING_EFFECTS),
                    count(handle, ESTIMATED_FEES, settledBefore),
                    count(handle, TAKEDOWNS),
                    Totals.of(handle),
                    Totals.debts(handle)));
  }

  long orders(String state) {
    return seen.orders().getOrDefault(state, 0L);
  }

  long receipts(String state) {
    return seen.receipts().getOrDefault(state, 0L);
  }

  /** Payment events that the operator should look at. */
  long waitingEvents() {
    return seen.events();
  }

  /** What the swarms were not told yet. */
  long pendingEffects() {
    return seen.effects();
  }

  /** Takedowns in force. */
  long takedowns() {
    return seen.takedowns();
  }

  /** What the books come to in a currency. */
  Totals money(Currency currency) {
    return seen.money().getOrDefault(currency, Totals.NONE);
  }

  /** Balances of publishers that are negative. */
  long debts() {
    return seen.debts();
  }

  /** Sales in the books with a fee that the processor has not told, though it should by now. */
  long estimatedFees() {
    return seen.fees();
  }

  private static Map<String, Long> byState(Handle handle, String table) {
    Map<String, Long> counts = new HashMap<>();
    handle
        .select("SELECT state, COUNT(*) AS n FROM " + table + " GROUP BY state")
        .map((row, context) -> Map.entry(row.getString("state"), row.getLong("n")))
        .forEach(row -> counts.put(row.getKey().toLowerCase(Locale.ROOT), row.getValue()));
    return counts;
  }

  private static long count(Handle handle, String sql, Object... values) {
    return handle.select(sql, values).mapTo(Long.class).one();
  }
}

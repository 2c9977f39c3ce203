package org.everswarm.tracker.shop;

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

  private final Database database;
  private volatile Seen seen = new Seen(Map.of(), Map.of(), 0, 0, 0, Map.of(), 0);

  private record Seen(
      Map<String, Long> orders,
      Map<String, Long> receipts,
      long events,
      long effects,
      long takedowns,
      Map<Currency, Totals> money,
      long debts) {}

  Figures(Database database) {
    this.database = database;
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
    seen =
        database.read(
            handle ->
                new Seen(
                    byState(handle, "purchase"),
                    byState(handle, "receipt"),
                    count(handle, WAITING_EVENTS),
                    count(handle, PENDING_EFFECTS),
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

  private static Map<String, Long> byState(Handle handle, String table) {
    Map<String, Long> counts = new HashMap<>();
    handle
        .select("SELECT state, COUNT(*) AS n FROM " + table + " GROUP BY state")
        .map((row, context) -> Map.entry(row.getString("state"), row.getLong("n")))
        .forEach(row -> counts.put(row.getKey().toLowerCase(Locale.ROOT), row.getValue()));
    return counts;
  }

  private static long count(Handle handle, String sql) {
    return handle.select(sql).mapTo(Long.class).one();
  }
}

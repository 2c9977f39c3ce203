package org.everswarm.tracker.shop.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.everswarm.tracker.shop.money.Currency;
import org.jdbi.v3.core.Handle;

/**
 * What all of the books come to, in a currency, minor units.
 *
 * @param soldMinor what buyers paid, less what went back to them
 * @param platformMinor what the platform has of it
 * @param owedMinor what publishers are owed, less what some of them owe
 */
public record Totals(long soldMinor, long platformMinor, long owedMinor) {

  /** Of a currency in which nothing ever happened. */
  public static final Totals NONE = new Totals(0, 0, 0);

  private static final List<String> NOT_PUBLISHERS =
      List.of(
          Account.PROCESSOR,
          Account.PROCESSOR_FEES,
          Account.DISPUTE_FEES,
          Account.PLATFORM,
          Account.TAX,
          Account.PAYOUTS);

  /** Publishers' accounts that are below zero now; their lines that ever were have an index. */
  private static final String DEBTS =
      "SELECT COUNT(*) FROM ledger_line l WHERE l.balance_minor < 0"
          + " AND substr(l.account, 1, 10) = 'publisher:' AND NOT EXISTS (SELECT 1 FROM ledger_line"
          + " n WHERE n.account = l.account AND n.currency = l.currency AND n.seq > l.seq)";

  /** By currency, of those in which anything ever happened. */
  public static Map<Currency, Totals> of(Handle handle) {
    Map<Currency, Totals> all = new HashMap<>();
    for (Currency currency : Currency.all()) {
      Totals totals = of(handle, currency.code());
      if (!totals.equals(NONE)) {
        all.put(currency, totals);
      }
    }
    return all;
  }

  private static Totals of(Handle handle, String currency) {
    // All accounts sum to zero, so publishers have what the others lack.
    long others = 0;
    for (String account : NOT_PUBLISHERS) {
      others = Math.addExact(others, Journal.balance(handle, account, currency));
    }
    return new Totals(
        Math.negateExact(Journal.balance(handle, Account.PROCESSOR, currency)),
        Journal.balance(handle, Account.PLATFORM, currency),
        Math.negateExact(others));
  }

  /** How many balances of publishers are negative. */
  public static long debts(Handle handle) {
    return handle.select(DEBTS).mapTo(Long.class).one();
  }
}

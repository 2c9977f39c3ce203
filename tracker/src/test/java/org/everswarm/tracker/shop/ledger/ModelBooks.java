package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.money.FeeBasis;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.problem.Problem;
import org.jdbi.v3.core.Handle;

/**
 * Random business, booked in a ledger and kept beside it in the plainest way: per sale what it cost
 * and what went back, from which each publisher's balance is reckoned anew.
 */
final class ModelBooks {

  private static final List<String> CURRENCIES = List.of("usd", "jpy", "kwd", "eur");

  private final Random random;
  private final String name;
  private final List<Sale> sales = new ArrayList<>();
  private final Map<String, Long> paidOut = new HashMap<>();
  private int next;

  /**
   * @param name begins every id, so that several can share a ledger
   */
  ModelBooks(Random random, String name) {
    this.random = random;
    this.name = name;
  }

  private static final class Back {
    private final String id;
    private final long amount;
    private final long disputeFee;
    private final boolean dispute;
    private boolean bounced;
    private boolean won;
    private boolean decided;

    private boolean stands() {
      return !won && !bounced;
    }

    private Back(String id, long amount, long disputeFee, boolean dispute) {
      this.id = id;
      this.amount = amount;
      this.disputeFee = disputeFee;
      this.dispute = dispute;
    }
  }

  private static final class Sale {
    private final String id;
    private final String publisher;
    private final String currency;
    private final FeeTerms terms;
    private final long price;
    private final long tax;
    private final List<Back> backs = new ArrayList<>();
    private long fee;
    private boolean corrected;

    private Sale(String id, String publisher, String currency, FeeTerms terms, Split split) {
      this.id = id;
      this.publisher = publisher;
      this.currency = currency;
      this.terms = terms;
      price = split.priceMinor();
      tax = split.taxMinor();
      fee = split.processorFeeMinor();
    }

    private long refunded() {
      return backs.stream()
          .filter(back -> !back.dispute && !back.bounced)
          .mapToLong(back -> back.amount)
          .sum();
    }

    /** What the publisher has of it. */
    private long publishers() {
      long platform = price == 0 ? 0 : terms.platformFee(price, tax, fee);
      long disputeFees = backs.stream().mapToLong(back -> back.disputeFee).sum();
      long back = backs.stream().filter(Back::stands).mapToLong(each -> each.amount).sum();
      return price - back - fee - disputeFees - kept(platform) - kept(tax);
    }

    private long kept(long part) {
      long left = price;
      long given = 0;
      for (Back back : backs) {
        long counted = back.stands() ? Math.min(back.amount, left) : 0;
        left -= counted;
        given += part * counted / Math.max(1, price);
      }
      return left == 0 ? 0 : part - given;
    }
  }

  void play(Handle handle, Ledger ledger, int events) {
    for (int event = 0; event < events; event++) {
      step(handle, ledger);
    }
  }

  private void step(Handle handle, Ledger ledger) {
    int what = sales.isEmpty() ? 0 : random.nextInt(11);
    switch (what) {
      case 0, 1, 2, 3 -> sell(handle, ledger);
      case 4, 5 -> refund(handle, ledger, any());
      case 6 -> dispute(handle, ledger, any());
      case 7 -> decide(handle, ledger, any());
      case 8 -> correct(handle, ledger, any());
      case 9 -> bounce(handle, ledger, any());
      default -> payOut(handle, ledger, any());
    }
  }

  private Sale any() {
    return sales.get(random.nextInt(sales.size()));
  }

  private String id(String prefix) {
    return prefix + "_" + name + "-" + next++;
  }

  /** Mostly everyday prices, now and then the greatest. */
  Split split(FeeTerms terms, Currency currency) {
    long price =
        random.nextInt(50) == 0
            ? 1_000_000_000
            : currency.minimumMinor() + random.nextInt(5000) * currency.stepMinor();
    long tax = random.nextInt(3) == 0 ? price / 6 : 0;
    return Split.of(terms, random.nextInt(20) == 0 ? 0 : price, tax, price * 29 / 1000 + 3);
  }

  private void sell(Handle handle, Ledger ledger) {
    String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
    FeeTerms terms =
        new FeeTerms(
            random.nextBoolean() ? FeeBasis.NET : FeeBasis.GROSS,
            random.nextInt(2) == 0 ? 1000 : 333);
    Split split;
    try {
      split = split(terms, Currency.of(currency));
    } catch (IllegalArgumentException taxOfNothing) {
      return;
    }
    String publisher = "pub_" + name + "-" + random.nextInt(3);
    Sale sale = new Sale(id("ord"), publisher, currency, terms, split);
    assertTrue(ledger.sale(handle, sale.id, publisher, currency, terms, split));
    sales.add(sale);
  }

  private void refund(Handle handle, Ledger ledger, Sale sale) {
    long left = sale.price - sale.refunded();
    if (random.nextInt(5) == 0 || left == 0) {
      assertThrows(Problem.class, () -> ledger.refund(handle, id("ref"), sale.id, left + 1));
      return;
    }
    long amount = random.nextInt(3) == 0 ? left : 1 + (long) (random.nextDouble() * left);
    Back back = new Back(id("ref"), Math.min(left, amount), 0, false);
    assertTrue(ledger.refund(handle, back.id, sale.id, back.amount));
    sale.backs.add(back);
  }

  private void dispute(Handle handle, Ledger ledger, Sale sale) {
    long amount = random.nextBoolean() ? Math.max(1, sale.price) : 1 + random.nextInt(1000);
    Back back = new Back(id("dis"), amount, random.nextInt(2) * 1500L, true);
    assertTrue(ledger.disputeOpened(handle, back.id, sale.id, amount, back.disputeFee));
    sale.backs.add(back);
  }

  private void decide(Handle handle, Ledger ledger, Sale sale) {
    for (Back back : sale.backs) {
      if (back.dispute && !back.decided) {
        back.decided = true;
        back.won = random.nextBoolean();
        assertTrue(
            back.won ? ledger.disputeWon(handle, back.id) : ledger.disputeLost(handle, back.id));
        return;
      }
    }
  }

  private void bounce(Handle handle, Ledger ledger, Sale sale) {
    for (Back back : sale.backs) {
      if (!back.dispute && random.nextBoolean()) {
        assertEquals(!back.bounced, ledger.refundFailed(handle, back.id));
        back.bounced = true;
        return;
      }
    }
  }

  private void correct(Handle handle, Ledger ledger, Sale sale) {
    long fee = random.nextInt(300);
    assertEquals(!sale.corrected, ledger.feeCorrection(handle, sale.id, fee));
    sale.fee = sale.corrected ? sale.fee : fee;
    sale.corrected = true;
  }

  private void payOut(Handle handle, Ledger ledger, Sale like) {
    String key = key(like);
    long balance = balances().getOrDefault(key, 0L);
    String id = id("pay");
    assertThrows(
        Problem.class,
        () -> ledger.payout(handle, id, like.publisher, like.currency, Math.max(0, balance) + 1));
    if (balance > 0) {
      long amount = 1 + (long) (random.nextDouble() * (balance - 1));
      assertTrue(ledger.payout(handle, id, like.publisher, like.currency, amount));
      paidOut.merge(key, amount, Long::sum);
    }
  }

  private static String key(Sale sale) {
    return sale.publisher + " " + sale.currency;
  }

  /** By publisher and currency. */
  Map<String, Long> balances() {
    Map<String, Long> balances = new HashMap<>();
    sales.forEach(sale -> balances.merge(key(sale), sale.publishers(), Long::sum));
    paidOut.forEach((key, amount) -> balances.merge(key, -amount, Long::sum));
    return balances;
  }

  /** The same as the ledger has them. */
  Map<String, Long> stored(Handle handle, Ledger ledger) {
    Map<String, Long> stored = new HashMap<>();
    for (String key : balances().keySet()) {
      String[] parts = key.split(" ", -1);
      stored.put(key, ledger.balance(handle, parts[0], parts[1]));
    }
    return stored;
  }
}

package org.everswarm.tracker.shop.orders;

import java.util.OptionalLong;
import org.everswarm.tracker.shop.catalogue.Price;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.problem.Problem;

/** What a buyer pays under a price. Pure. */
final class PriceRules {

  private PriceRules() {}

  /**
   * The amount in minor units.
   *
   * @param offered by the buyer; empty for what the price says
   * @throws Problem INVALID with the amounts that would do
   */
  static long amount(Price price, OptionalLong offered) {
    return switch (price.model()) {
      case FREE -> only(price, 0, offered);
      case FIXED -> only(price, price.amountMinor(), offered);
      case PAY_WHAT_YOU_WANT -> chosen(price, offered.orElse(price.suggestedMinor()));
    };
  }

  private static long only(Price price, long amount, OptionalLong offered) {
    if (offered.isPresent() && offered.getAsLong() != amount) {
      throw new Problem(
          Problem.Kind.INVALID,
          "The price is "
              + Currency.of(price.currency()).format(amount)
              + ": leave amountMinor out, or make it "
              + amount
              + ".");
    }
    return amount;
  }

  private static long chosen(Price price, long amount) {
    Currency currency = Currency.of(price.currency());
    if (amount < price.minimumMinor() || amount > Currency.PRICE_MAX) {
      throw new Problem(
          Problem.Kind.INVALID,
          "The amount is yours to choose from "
              + currency.format(price.minimumMinor())
              + " to "
              + currency.format(Currency.PRICE_MAX)
              + ".");
    }
    try {
      currency.checkPrice(amount);
      return amount;
    } catch (IllegalArgumentException unfit) {
      throw new Problem(Problem.Kind.INVALID, String.valueOf(unfit.getMessage()));
    }
  }
}

package org.everswarm.node;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads prices as people write them, such as 6.00, into a currency's minor units. */
final class Amounts {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(\\.\\d{1,3})?");

  /** Where payment processors count otherwise than ISO 4217 does. */
  private static final Map<String, Integer> OTHERWISE = Map.of("ISK", 2, "UGX", 2, "MGA", 0);

  private Amounts() {}

  /**
   * The minor units of an amount; a {@link ConfigException} says what is wrong.
   *
   * @param option whose value it is
   * @param currency ISO 4217, in any case
   */
  static long minor(String option, String text, String currency) {
    int digits = digits(currency);
    if (!NUMBER.matcher(text).matches()) {
      throw new ConfigException(option + " is an amount such as 6.00, not '" + text + "'.");
    }
    BigDecimal amount = new BigDecimal(text).movePointRight(digits).stripTrailingZeros();
    if (amount.scale() > 0) {
      throw new ConfigException(
          option
              + " has more digits after the point than "
              + currency.toUpperCase(Locale.ROOT)
              + ", which has "
              + digits
              + ": '"
              + text
              + "'.");
    }
    return amount.longValueExact();
  }

  private static int digits(String currency) {
    String code = currency.toUpperCase(Locale.ROOT);
    try {
      int standard = Currency.getInstance(code).getDefaultFractionDigits();
      return OTHERWISE.getOrDefault(code, Math.max(0, standard));
    } catch (IllegalArgumentException unknown) {
      throw new ConfigException(
          "--currency is a code of ISO 4217 such as usd, not '" + currency + "'.", unknown);
    }
  }
}

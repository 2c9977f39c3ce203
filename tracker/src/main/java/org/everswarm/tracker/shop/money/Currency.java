package org.everswarm.tracker.shop.money;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A currency that things are sold in, with amounts counted as the payment processor counts them.
 *
 * @param code ISO 4217, lower case
 * @param digits how many digits of an amount in minor units are behind the decimal point: 0, 2 or 3
 * @param minimumMinor the least price above 0 that is worth a card payment
 */
public record Currency(String code, int digits, long minimumMinor) {

  /** No price is more, in minor units of any currency: eight digits are what processors take. */
  public static final long PRICE_MAX = 99_999_999;

  private static final int THREE_DIGITS = 3;
  private static final long TENS = 10;
  private static final long WHOLE = 100;

  /** Code, digits, minimum: the processor's own minimum where it names one, else about $0.50. */
  private static final String TABLE =
      """
      bif 0 1500, clp 0 500, djf 0 100, gnf 0 5000, jpy 0 50, kmf 0 250, krw 0 700, mga 0 2500,
      pyg 0 4000, rwf 0 700, vnd 0 13000, vuv 0 60, xaf 0 300, xof 0 300, xpf 0 60,
      bhd 3 200, jod 3 400, kwd 3 200, omr 3 200, tnd 3 1600,
      aed 2 200, aud 2 50, bgn 2 100, brl 2 50, cad 2 50, chf 2 50, cop 2 220000, czk 2 1500,
      dkk 2 250, eur 2 50, gbp 2 30, hkd 2 400, huf 2 17500, idr 2 900000, ils 2 200, inr 2 5000,
      isk 2 7000, kes 2 7000, mxn 2 1000, myr 2 200, nok 2 300, nzd 2 50, pen 2 200, php 2 3000,
      pln 2 200, ron 2 200, sar 2 200, sek 2 300, sgd 2 50, thb 2 1000, try 2 2500, twd 2 2000,
      uah 2 2500, ugx 2 200000, usd 2 50, zar 2 1000\
      """;

  private static final Map<String, Currency> ALL = parse();

  /**
   * The currency of a code.
   *
   * @throws IllegalArgumentException if nothing is sold in it
   */
  public static Currency of(String lowerCaseCode) {
    return find(lowerCaseCode)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The currency must be one that the shop knows, in lower case, such as usd."));
  }

  /** As {@link #of}, empty if nothing is sold in it. */
  public static Optional<Currency> find(String lowerCaseCode) {
    return Optional.ofNullable(ALL.get(lowerCaseCode));
  }

  /** All of them, by code. */
  public static List<Currency> all() {
    return List.copyOf(ALL.values());
  }

  /**
   * Prices are multiples of this: the processor takes no thousandths in currencies of three digits,
   * and of some that have two digits in name only, whole units.
   */
  public long stepMinor() {
    if (digits == THREE_DIGITS) {
      return TENS;
    }
    return code.equals("isk") || code.equals("ugx") ? WHOLE : 1;
  }

  /**
   * Whether a price may be asked; 0 always may.
   *
   * @throws IllegalArgumentException with a sentence that says which may
   */
  public void checkPrice(long minor) {
    if (minor != 0 && (minor < minimumMinor || minor > PRICE_MAX)) {
      throw new IllegalArgumentException(
          "A price is 0, or from " + format(minimumMinor) + " to " + format(PRICE_MAX) + ".");
    }
    if (minor % stepMinor() != 0) {
      throw new IllegalArgumentException(
          "A price in "
              + code.toUpperCase(Locale.ROOT)
              + " is a multiple of "
              + stepMinor()
              + " minor units.");
    }
  }

  /** As people read it: {@code 6.00 USD}, {@code 600 JPY}, {@code -0.005 KWD}. */
  public String format(long minor) {
    return number(minor) + " " + code.toUpperCase(Locale.ROOT);
  }

  /** As programs read it: {@code 6.00}, {@code 600}, {@code -0.005}. */
  public String number(long minor) {
    return BigDecimal.valueOf(minor, digits).toPlainString();
  }

  private static Map<String, Currency> parse() {
    Map<String, Currency> all = new TreeMap<>();
    for (String row : TABLE.split(",\\s+", -1)) {
      String[] cells = row.strip().split(" ", -1);
      all.put(
          cells[0], new Currency(cells[0], Integer.parseInt(cells[1]), Long.parseLong(cells[2])));
    }
    return all;
  }
}

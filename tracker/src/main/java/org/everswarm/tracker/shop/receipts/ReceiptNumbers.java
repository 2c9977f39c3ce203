package org.everswarm.tracker.shop.receipts;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Numbers of receipts, for people to read out and type: {@code ES-7K3M-0QXR-9TVD}, 60 random bits
 * in Crockford's base 32. A number alone opens nothing.
 */
public final class ReceiptNumbers {

  private static final String PREFIX = "ES";
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int GROUPS = 3;
  private static final int GROUP_LENGTH = 4;
  private static final int LENGTH_MAX = 40;
  private static final Pattern PARTING = Pattern.compile("[\\s-]+");

  private ReceiptNumbers() {}

  /**
   * A new number.
   *
   * @param random a cryptographic one
   */
  static String next(RandomGenerator random) {
    StringBuilder number = new StringBuilder(PREFIX);
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      if (i % GROUP_LENGTH == 0) {
        number.append('-');
      }
      number.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return number.toString();
  }

  /**
   * Reads what somebody typed: in small letters, with or without hyphens, with O for 0 and I or L
   * for 1. Empty if it can be no number.
   */
  public static Optional<String> parse(String typed) {
    if (typed.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String digits = PARTING.matcher(typed.strip()).replaceAll("").toUpperCase(Locale.ROOT);
    if (!digits.startsWith(PREFIX) || digits.length() != PREFIX.length() + GROUPS * GROUP_LENGTH) {
      return Optional.empty();
    }
    StringBuilder number = new StringBuilder(PREFIX);
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      char digit = meant(digits.charAt(PREFIX.length() + i));
      if (ALPHABET.indexOf(digit) < 0) {
        return Optional.empty();
      }
      if (i % GROUP_LENGTH == 0) {
        number.append('-');
      }
      number.append(digit);
    }
    return Optional.of(number.toString());
  }

  private static char meant(char typed) {
    return switch (typed) {
      case 'O' -> '0';
      case 'I', 'L' -> '1';
      default -> typed;
    };
  }
}

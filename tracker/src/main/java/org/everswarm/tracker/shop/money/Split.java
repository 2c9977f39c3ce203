package org.everswarm.tracker.shop.money;

/**
 * How a price is shared: {@code price = tax + processor fee + platform fee + publisher}, always, to
 * the last minor unit.
 *
 * @param taxMinor of the price, for the tax office
 * @param processorFeeMinor for the payment processor
 * @param platformFeeMinor for the platform
 * @param publisherMinor what the publisher keeps, never negative
 */
public record Split(
    long priceMinor,
    long taxMinor,
    long processorFeeMinor,
    long platformFeeMinor,
    long publisherMinor) {

  /** No single amount is more, in minor units of any currency. */
  public static final long AMOUNT_MAX = 1_000_000_000_000L;

  /**
   * @throws IllegalArgumentException if the parts do not sum to the price, or one is negative
   */
  public Split {
    checkAmounts(priceMinor, taxMinor, processorFeeMinor);
    if (platformFeeMinor < 0 || publisherMinor < 0) {
      throw new IllegalArgumentException(
          "The fees and the tax are more than the price of "
              + priceMinor
              + "; nothing would be left for the publisher.");
    }
    long rest = priceMinor - taxMinor - processorFeeMinor;
    if (platformFeeMinor > rest || publisherMinor != rest - platformFeeMinor) {
      throw new IllegalArgumentException("The parts of a price must sum to it.");
    }
  }

  /**
   * Splits a price; the only rounding is that of the platform's fee, half up.
   *
   * @return zeros for a price of 0, whatever the processor says it would take
   * @throws IllegalArgumentException with a sentence if an amount is not 0 to {@link #AMOUNT_MAX},
   *     or nothing or less would be left for the publisher
   */
  public static Split of(FeeTerms terms, long priceMinor, long taxMinor, long processorFeeMinor) {
    if (priceMinor == 0) {
      checkAmounts(0, taxMinor, processorFeeMinor);
      return new Split(0, 0, 0, 0, 0);
    }
    long platform = terms.platformFee(priceMinor, taxMinor, processorFeeMinor);
    long publisher = priceMinor - taxMinor - processorFeeMinor - platform;
    return new Split(priceMinor, taxMinor, processorFeeMinor, platform, publisher);
  }

  static void checkAmounts(long price, long tax, long processorFee) {
    checkAmount("A price", price);
    checkAmount("A tax", tax);
    checkAmount("A processor's fee", processorFee);
    if (tax > price) {
      throw new IllegalArgumentException("The tax is more than the price.");
    }
  }

  private static void checkAmount(String what, long minor) {
    if (minor < 0 || minor > AMOUNT_MAX) {
      throw new IllegalArgumentException(
          what + " is 0 to " + AMOUNT_MAX + " minor units, not " + minor + ".");
    }
  }
}

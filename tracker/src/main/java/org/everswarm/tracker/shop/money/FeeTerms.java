package org.everswarm.tracker.shop.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What the platform takes of a sale; stored with each sale.
 *
 * @param basisPoints hundredths of a percent, 0 to 10,000
 */
public record FeeTerms(FeeBasis basis, int basisPoints) {

  private static final int ALL = 10_000;
  private static final int STANDARD = 1000;
  private static final int DECIMALS = 4;

  /**
   * @throws IllegalArgumentException if the rate is none
   */
  public FeeTerms {
    if (basisPoints < 0 || basisPoints > ALL) {
      throw new IllegalArgumentException(
          "A platform rate is 0 to 10000 basis points, not " + basisPoints + ".");
    }
  }

  /** The same for everybody: ten percent of what the processor leaves. */
  public static FeeTerms standard() {
    return new FeeTerms(FeeBasis.NET, STANDARD);
  }

  /**
   * The platform's fee, rounded half up once; 0 if the processor takes more than there is.
   *
   * @throws IllegalArgumentException if an amount is not 0 to {@link Split#AMOUNT_MAX}, or the tax
   *     is more than the price
   */
  public long platformFee(long priceMinor, long taxMinor, long processorFeeMinor) {
    Split.checkAmounts(priceMinor, taxMinor, processorFeeMinor);
    long revenue = priceMinor - taxMinor;
    long base = basis == FeeBasis.NET ? Math.max(0, revenue - processorFeeMinor) : revenue;
    return BigDecimal.valueOf(Math.multiplyExact(base, (long) basisPoints), DECIMALS)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}

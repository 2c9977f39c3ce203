package org.everswarm.tracker.shop.payment;

import java.math.BigInteger;
import java.util.Map;

/**
 * What a processor is expected to keep, before it says so.
 *
 * @param basisPoints of every payment, 0 to 10,000
 * @param fixedMinor of every payment besides, by currency; 0 where none is given
 * @param disputeMinor of every dispute, by currency; 0 where none is given
 */
public record ProcessorFees(
    int basisPoints, Map<String, Long> fixedMinor, Map<String, Long> disputeMinor) {

  private static final BigInteger WHOLE = BigInteger.valueOf(10_000);
  private static final BigInteger HALF = BigInteger.valueOf(5_000);

  public ProcessorFees {
    fixedMinor = Map.copyOf(fixedMinor);
    disputeMinor = Map.copyOf(disputeMinor);
  }

  /** 2.9 % and 30 cents; 15 dollars for a dispute; the like in euros and pounds. */
  public static ProcessorFees usual() {
    return new ProcessorFees(
        290,
        Map.of("usd", 30L, "eur", 25L, "gbp", 20L),
        Map.of("usd", 1500L, "eur", 2000L, "gbp", 2000L));
  }

  /** Of a payment, rounded half up; nothing of nothing. */
  public long ofPayment(String currency, long amountMinor) {
    if (amountMinor == 0) {
      return 0;
    }
    BigInteger share = BigInteger.valueOf(amountMinor).multiply(BigInteger.valueOf(basisPoints));
    long rounded = share.add(HALF).divide(WHOLE).longValueExact();
    return Math.addExact(rounded, fixedMinor.getOrDefault(currency, 0L));
  }

  /** Of a dispute, won or lost. */
  public long ofDispute(String currency) {
    return disputeMinor.getOrDefault(currency, 0L);
  }
}

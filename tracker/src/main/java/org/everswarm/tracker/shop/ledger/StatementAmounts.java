package org.everswarm.tracker.shop.ledger;

import java.util.Map;

/**
 * What an entry, or a month of them, comes to: {@code gross = tax + processor fee + dispute fee +
 * platform fee + paid out + net}, always.
 *
 * @param grossMinor what buyers paid, less what went back to them
 * @param paidOutMinor what was paid to the publisher
 * @param netMinor by how much the publisher's balance changes
 */
public record StatementAmounts(
    long grossMinor,
    long taxMinor,
    long processorFeeMinor,
    long disputeFeeMinor,
    long platformFeeMinor,
    long paidOutMinor,
    long netMinor) {

  /** Nothing. */
  public static final StatementAmounts NONE = new StatementAmounts(0, 0, 0, 0, 0, 0, 0);

  /**
   * @param amounts by account, of one publisher
   */
  static StatementAmounts of(Map<String, Long> amounts) {
    StatementAmounts sum = NONE;
    for (Map.Entry<String, Long> each : amounts.entrySet()) {
      sum = sum.plus(of(each.getKey(), each.getValue()));
    }
    return sum;
  }

  private static StatementAmounts of(String account, long minor) {
    return switch (account) {
      case Account.PROCESSOR -> new StatementAmounts(Math.negateExact(minor), 0, 0, 0, 0, 0, 0);
      case Account.TAX -> new StatementAmounts(0, minor, 0, 0, 0, 0, 0);
      case Account.PROCESSOR_FEES -> new StatementAmounts(0, 0, minor, 0, 0, 0, 0);
      case Account.DISPUTE_FEES -> new StatementAmounts(0, 0, 0, minor, 0, 0, 0);
      case Account.PLATFORM -> new StatementAmounts(0, 0, 0, 0, minor, 0, 0);
      case Account.PAYOUTS -> new StatementAmounts(0, 0, 0, 0, 0, minor, 0);
      default -> new StatementAmounts(0, 0, 0, 0, 0, 0, minor);
    };
  }

  StatementAmounts plus(StatementAmounts other) {
    return new StatementAmounts(
        Math.addExact(grossMinor, other.grossMinor),
        Math.addExact(taxMinor, other.taxMinor),
        Math.addExact(processorFeeMinor, other.processorFeeMinor),
        Math.addExact(disputeFeeMinor, other.disputeFeeMinor),
        Math.addExact(platformFeeMinor, other.platformFeeMinor),
        Math.addExact(paidOutMinor, other.paidOutMinor),
        Math.addExact(netMinor, other.netMinor));
  }
}

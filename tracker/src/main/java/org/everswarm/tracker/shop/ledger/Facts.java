package org.everswarm.tracker.shop.ledger;

import java.util.regex.Pattern;
import org.everswarm.tracker.shop.money.Split;

/**
 * What an entry says happened; its lines follow from this and from what was before.
 *
 * @param subject the order, refund, dispute or payout
 * @param orderId empty for a payout
 * @param amountMinor price, amount given back or amount paid out
 * @param taxMinor of a sale
 * @param feeMinor the processor's fee of a sale, or its real fee, or its fee for a dispute
 * @param feeBasis of a sale, else empty
 * @param feeBasisPoints of a sale, else 0
 */
record Facts(
    EntryKind kind,
    String subject,
    String orderId,
    String publisherId,
    String currency,
    long amountMinor,
    long taxMinor,
    long feeMinor,
    String feeBasis,
    int feeBasisPoints) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  Facts {
    checkId(subject);
    checkId(publisherId);
    if (!orderId.isEmpty()) {
      checkId(orderId);
    }
    checkAmount(amountMinor);
    checkAmount(taxMinor);
    checkAmount(feeMinor);
  }

  /** What happens to a sale that is there. */
  static Facts of(EntryKind kind, String subject, Facts sale, long amountMinor, long feeMinor) {
    return new Facts(
        kind,
        subject,
        sale.orderId,
        sale.publisherId,
        sale.currency,
        amountMinor,
        0,
        feeMinor,
        "",
        0);
  }

  static Facts payout(String payoutId, String publisherId, String currency, long amountMinor) {
    return new Facts(
        EntryKind.PAYOUT, payoutId, "", publisherId, currency, amountMinor, 0, 0, "", 0);
  }

  String reference() {
    return kind.reference(subject);
  }

  private static void checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("An id in the ledger is 1 to 100 of A-Z a-z 0-9 _ . : -.");
    }
  }

  private static void checkAmount(long minor) {
    if (minor < 0 || minor > Split.AMOUNT_MAX) {
      throw new IllegalArgumentException(
          "An amount in the ledger is 0 to " + Split.AMOUNT_MAX + ", not " + minor + ".");
    }
  }
}

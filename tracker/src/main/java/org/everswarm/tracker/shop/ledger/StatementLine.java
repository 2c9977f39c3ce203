package org.everswarm.tracker.shop.ledger;

import java.util.Map;
import org.everswarm.tracker.shop.ledger.JournalReader.Booked;

/**
 * An entry as it concerns a publisher.
 *
 * @param seq its number in the ledger
 * @param bookedAt epoch milliseconds
 * @param kind such as {@code SALE}
 * @param subject the order, refund, dispute or payout
 * @param orderId empty for a payout
 * @param overMinor how much more than the price had gone back to the buyer after this
 * @param balanceMinor what the publisher is owed afterwards
 */
public record StatementLine(
    long seq,
    long bookedAt,
    String kind,
    String subject,
    String orderId,
    StatementAmounts amounts,
    long overMinor,
    long balanceMinor) {

  /**
   * @param before the balance before it, which stays if it moves nothing
   */
  static StatementLine of(Booked booked, long before) {
    Entry entry = booked.entry();
    StatementAmounts amounts =
        booked.lines().stream()
            .map(line -> StatementAmounts.of(Map.of(line.account(), line.amountMinor())))
            .reduce(StatementAmounts.NONE, StatementAmounts::plus);
    return new StatementLine(
        entry.seq(),
        entry.bookedAt(),
        entry.kind(),
        entry.subject(),
        entry.orderId(),
        amounts,
        entry.overMinor(),
        before + amounts.netMinor());
  }
}

package org.everswarm.tracker.shop.ledger;

import java.time.YearMonth;
import org.everswarm.tracker.shop.money.Currency;

/**
 * A publisher's month, UTC, in one currency, without its lines. The closing balance is the opening
 * balance and the total's net.
 *
 * @param fromSeq the number of the first entry that may be of this month
 * @param beforeSeq the number after that of the last
 */
public record Statement(
    String publisherId,
    Currency currency,
    YearMonth month,
    long fromSeq,
    long beforeSeq,
    long openingMinor,
    StatementAmounts total,
    long closingMinor) {}

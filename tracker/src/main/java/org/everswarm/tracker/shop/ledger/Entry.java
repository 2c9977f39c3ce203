package org.everswarm.tracker.shop.ledger;

import java.util.List;
import org.everswarm.tracker.shop.text.Sha256;

/**
 * A row of the journal as it is in the database, where anything may be after somebody tampered with
 * it.
 *
 * @param seq 1 and on, without gaps
 * @param overMinor how much more than the price of the sale had gone back after this
 * @param bookedAt epoch milliseconds; never before that of an earlier entry
 * @param previousHash that of the entry before, zeros for the first
 */
record Entry(
    long seq,
    String reference,
    String kind,
    String subject,
    String orderId,
    String publisherId,
    String currency,
    long amountMinor,
    long taxMinor,
    long feeMinor,
    String feeBasis,
    int feeBasisPoints,
    long overMinor,
    long bookedAt,
    String previousHash) {

  /** The hash before the first entry. */
  static final String GENESIS = "0".repeat(64);

  static Entry of(long seq, Facts facts, long overMinor, long bookedAt, String previousHash) {
    return new Entry(
        seq,
        facts.reference(),
        facts.kind().name(),
        facts.subject(),
        facts.orderId(),
        facts.publisherId(),
        facts.currency(),
        facts.amountMinor(),
        facts.taxMinor(),
        facts.feeMinor(),
        facts.feeBasis(),
        facts.feeBasisPoints(),
        overMinor,
        bookedAt,
        previousHash);
  }

  /**
   * What it says happened.
   *
   * @throws IllegalArgumentException if that is nothing the ledger would say
   */
  Facts facts() {
    return new Facts(
        EntryKind.valueOf(kind),
        subject,
        orderId,
        publisherId,
        currency,
        amountMinor,
        taxMinor,
        feeMinor,
        feeBasis,
        feeBasisPoints);
  }

  /**
   * SHA-256, in hex, of every field and line, a line of text each: whoever changes one must change
   * the hash, and with it all that follow.
   *
   * @param lines ordered by account
   */
  String hash(List<Line> lines) {
    StringBuilder text = new StringBuilder("everswarm ledger 1\n");
    List<Object> fields =
        List.of(
            previousHash,
            seq,
            reference,
            kind,
            subject,
            orderId,
            publisherId,
            currency,
            amountMinor,
            taxMinor,
            feeMinor,
            feeBasis,
            feeBasisPoints,
            overMinor,
            bookedAt);
    fields.forEach(field -> text.append(field).append('\n'));
    for (Line line : lines) {
      text.append(line.account()).append(' ').append(line.currency()).append(' ');
      text.append(line.amountMinor()).append(' ').append(line.balanceMinor()).append('\n');
    }
    return Sha256.hex(text.toString());
  }
}

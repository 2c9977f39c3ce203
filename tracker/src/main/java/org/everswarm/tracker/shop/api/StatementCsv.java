package org.everswarm.tracker.shop.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.everswarm.tracker.shop.csv.Csv;
import org.everswarm.tracker.shop.ledger.Statement;
import org.everswarm.tracker.shop.ledger.StatementAmounts;
import org.everswarm.tracker.shop.ledger.StatementLine;

/** A statement as a file for spreadsheets: amounts in whole units, a row for each entry. */
final class StatementCsv {

  private final Statement statement;
  private final Csv csv = new Csv();

  StatementCsv(Statement statement) {
    this.statement = statement;
    csv.row(
        "Entry",
        "Time (UTC)",
        "Kind",
        "Reference",
        "Order",
        "Currency",
        "Gross",
        "Tax",
        "Processor fee",
        "Dispute fee",
        "Platform fee",
        "Paid out",
        "Net",
        "Balance",
        "Given back beyond the price");
    summary("opening", StatementAmounts.NONE, statement.openingMinor());
  }

  void add(StatementLine line) {
    row(
        Long.toString(line.seq()),
        Instant.ofEpochMilli(line.bookedAt()).toString(),
        kind(line.kind()),
        List.of(line.subject(), line.orderId()),
        line.amounts(),
        line.balanceMinor(),
        line.overMinor());
  }

  byte[] finish() {
    summary("total", statement.total(), statement.closingMinor());
    return csv.toBytes();
  }

  static String kind(String kind) {
    return kind.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void summary(String kind, StatementAmounts amounts, long balance) {
    row("", statement.month().toString(), kind, List.of("", ""), amounts, balance, 0);
  }

  private void row(
      String entry,
      String time,
      String kind,
      List<String> references,
      StatementAmounts amounts,
      long balance,
      long over) {
    List<String> cells = new ArrayList<>(List.of(entry, time, kind));
    cells.addAll(references);
    cells.add(statement.currency().code());
    for (long minor :
        new long[] {
          amounts.grossMinor(),
          amounts.taxMinor(),
          amounts.processorFeeMinor(),
          amounts.disputeFeeMinor(),
          amounts.platformFeeMinor(),
          amounts.paidOutMinor(),
          amounts.netMinor(),
          balance,
          over
        }) {
      cells.add(statement.currency().number(minor));
    }
    csv.row(cells);
  }
}

package org.everswarm.tracker.shop.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.tracker.shop.ledger.Journal.Head;
import org.everswarm.tracker.shop.ledger.JournalReader.Booked;

/**
 * What must hold from one entry to the next: no gap, the chain, the balances, the time. Holds one
 * number for each account and currency.
 */
final class ChainCheck {

  private final Findings findings;
  private final Optional<Head> noted;
  private final Map<String, Map<String, Long>> balances = new HashMap<>();
  private Head last = new Head(0, Entry.GENESIS, 0);
  private long entries;
  private long lines;

  /**
   * @param noted an entry that must be in the chain, noted down when it was the newest
   */
  ChainCheck(Findings findings, Optional<Head> noted) {
    this.findings = findings;
    this.noted = noted;
  }

  long entries() {
    return entries;
  }

  long lines() {
    return lines;
  }

  Head last() {
    return last;
  }

  void check(Booked booked) {
    Entry entry = booked.entry();
    if (entry.seq() != last.seq() + 1) {
      findings.add(entry.seq(), "does not follow entry " + last.seq());
    }
    if (!entry.previousHash().equals(last.hash())) {
      findings.add(entry.seq(), "does not continue the chain of hashes");
    }
    if (!entry.hash(booked.lines()).equals(booked.hash())) {
      findings.add(entry.seq(), "was changed: its hash is another's");
    }
    if (entry.bookedAt() < last.bookedAt()) {
      findings.add(entry.seq(), "is older than the entry before it");
    }
    checkLines(booked);
    checkNoted(entry.seq(), booked.hash());
    last = new Head(entry.seq(), booked.hash(), entry.bookedAt());
    entries++;
    lines += booked.lines().size();
  }

  private void checkLines(Booked booked) {
    Entry entry = booked.entry();
    // Not addExact: sums that wrap are caught as wrong balances.
    long sum = 0;
    for (Line line : booked.lines()) {
      sum += line.amountMinor();
      if (!line.currency().equals(entry.currency())) {
        findings.add(entry.seq(), "mixes currencies");
      }
      long balance =
          balances
              .computeIfAbsent(line.currency(), currency -> new HashMap<>())
              .merge(line.account(), line.amountMinor(), Long::sum);
      if (balance != line.balanceMinor()) {
        findings.add(entry.seq(), "states a balance of " + line.account() + " that is not its");
      }
    }
    if (sum != 0) {
      findings.add(entry.seq(), "does not balance: its lines sum to " + sum);
    }
    checkPayout(entry, booked.lines());
  }

  private void checkPayout(Entry entry, List<Line> of) {
    if (!entry.kind().equals(EntryKind.PAYOUT.name())) {
      return;
    }
    String publisher = Account.publisher(entry.publisherId());
    for (Line line : of) {
      if (line.account().equals(publisher) && line.balanceMinor() < 0) {
        findings.add(entry.seq(), "paid out more than there was");
      }
    }
  }

  private void checkNoted(long seq, String hash) {
    if (noted.isPresent() && noted.get().seq() == seq && !noted.get().hash().equals(hash)) {
      findings.add(seq, "is not the one that was noted down");
    }
  }
}

package org.everswarm.tracker.shop.ledger;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.everswarm.tracker.shop.ledger.JournalReader.Booked;
import org.everswarm.tracker.shop.money.Split;
import org.jspecify.annotations.Nullable;

/**
 * That the lines of each entry are what must follow from what happened to its sale before and from
 * what it says. Holds one sale at a time.
 */
final class SalesCheck {

  private final Findings findings;
  private @Nullable SaleState state;

  SalesCheck(Findings findings) {
    this.findings = findings;
  }

  /** Of entries by order, oldest first. */
  void check(Booked booked) {
    try {
      follow(booked, booked.entry().facts());
    } catch (IllegalArgumentException | ArithmeticException impossible) {
      findings.add(booked.entry().seq(), "says what cannot have happened");
    }
  }

  private void follow(Booked booked, Facts facts) {
    SaleState before = state;
    if (before == null || !before.sale().orderId().equals(facts.orderId())) {
      first(booked, facts);
      return;
    }
    SaleState after = before.after(facts);
    state = after;
    if (!facts.publisherId().equals(before.sale().publisherId())
        || !facts.currency().equals(before.sale().currency())) {
      findings.add(booked.entry().seq(), "is of another publisher or currency than its sale");
    }
    if (after.refundedMinor() > after.sale().amountMinor()) {
      findings.add(booked.entry().seq(), "refunds more than the price");
    }
    compare(booked, after.overMinor(), Ledger.difference(before.position(), after.position()));
  }

  private void first(Booked booked, Facts facts) {
    if (facts.kind() != EntryKind.SALE) {
      findings.add(booked.entry().seq(), "is of an order that was never sold");
      return;
    }
    SaleState sold = SaleState.of(facts);
    state = sold;
    // Refuses a sale that would leave the publisher less than nothing.
    Split.of(sold.terms(), facts.amountMinor(), facts.taxMinor(), facts.feeMinor());
    compare(booked, 0, sold.position());
  }

  /** A payout, which belongs to no sale. */
  void checkPayout(Booked booked) {
    try {
      compare(booked, 0, Ledger.payoutAmounts(booked.entry().facts()));
    } catch (IllegalArgumentException impossible) {
      findings.add(booked.entry().seq(), "says what cannot have happened");
    }
  }

  private void compare(Booked booked, long overMinor, Map<String, Long> expected) {
    Entry entry = booked.entry();
    Map<String, Long> moved = new TreeMap<>(expected);
    moved.values().removeIf(amount -> amount == 0);
    Map<String, Long> stored =
        booked.lines().stream()
            .collect(Collectors.toMap(Line::account, Line::amountMinor, Long::sum));
    if (!stored.equals(moved)) {
      findings.add(entry.seq(), "moves other amounts than follow from what it says");
    }
    if (entry.overMinor() != overMinor) {
      findings.add(entry.seq(), "misstates how much more than the price went back");
    }
    if (!entry.reference().equals(entry.facts().reference())) {
      findings.add(entry.seq(), "has a reference that is not its own");
    }
  }
}

package org.everswarm.tracker.shop.ledger;

/** What an entry records. */
enum EntryKind {
  SALE("sale"),
  FEE_CORRECTION("fee"),
  REFUND("refund"),
  REFUND_FAILED("bounce"),
  DISPUTE_OPENED("dispute"),
  DISPUTE_WON("outcome"),
  DISPUTE_LOST("outcome"),
  PAYOUT("payout");

  private final String prefix;

  EntryKind(String prefix) {
    this.prefix = prefix;
  }

  /** What makes an entry the only one of its sort; a dispute has one outcome. */
  String reference(String subject) {
    return prefix + ":" + subject;
  }
}

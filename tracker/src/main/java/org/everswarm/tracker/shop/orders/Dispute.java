package org.everswarm.tracker.shop.orders;

/** Money that a buyer's bank took back. */
record Dispute(
    String id, String orderId, String ref, String currency, long amountMinor, State state) {

  /** How it was decided. */
  enum State {
    OPEN,
    WON,
    LOST
  }
}

package org.everswarm.tracker.shop.payment;

import java.net.URI;

/**
 * A payment of play money.
 *
 * @param refundedMinor how much of it went back
 */
public record SandboxPayment(
    String id,
    String orderId,
    String title,
    String currency,
    long amountMinor,
    long refundedMinor,
    State state,
    Dispute dispute,
    URI successUrl,
    URI cancelUrl) {

  /** Where a payment stands. */
  public enum State {
    /** The buyer looks at the page. */
    OPEN,
    /** The buyer has done it all, and the money is on its way. */
    DELAYED,
    PAID,
    DECLINED,
    EXPIRED
  }

  /** Where a payment's only dispute stands. */
  public enum Dispute {
    NONE,
    OPEN,
    WON,
    LOST
  }

  /** What may be done at the sandbox's desk. */
  public enum Action {
    APPROVE,
    DECLINE,
    /** To be approved or declined later. */
    DELAY,
    /** As the buyer's bank or the processor's own desk does it: nobody asked the shop. */
    REFUND,
    DISPUTE,
    WIN,
    LOSE
  }

  /** What is left of it. */
  long leftMinor() {
    return amountMinor - refundedMinor;
  }
}

package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.util.Optional;
import org.everswarm.tracker.shop.money.FeeTerms;

/**
 * What somebody ordered, as it was then: later changes of price, title or fees touch it no more.
 *
 * @param currency lower-case ISO 4217; amounts are in its minor units
 * @param terms what the platform takes of it
 * @param processor who is paid; empty for a free order
 * @param payUrl where the buyer pays, once that is known
 * @param refundedMinor what went back by refunds
 */
public record Order(
    String id,
    long bundleId,
    String publisherId,
    String title,
    String email,
    String currency,
    long amountMinor,
    FeeTerms terms,
    String processor,
    Optional<String> payUrl,
    State state,
    long refundedMinor,
    Instant createdAt,
    Optional<Instant> paidAt) {

  /** How far an order is. What follows PAID depends on what is known of money that went back. */
  public enum State {
    /** The buyer has the page to pay on. */
    CREATED(false),
    /** Paid in a way that takes days. */
    PENDING(false),
    /** Paid, or free. */
    PAID(true),
    /** Paying failed. */
    FAILED(false),
    /** Nobody paid in time. */
    EXPIRED(false),
    /** All money went back. */
    REFUNDED(true),
    /** Some money went back. */
    PARTLY_REFUNDED(true),
    /** The buyer's bank took the money back, to be decided; won, it is as if it had not been. */
    DISPUTED(true),
    /** A dispute was lost. */
    CHARGED_BACK(true);

    private final boolean paid;

    State(boolean paid) {
      this.paid = paid;
    }

    /** Whether the money came, whatever became of it. */
    public boolean wasPaid() {
      return paid;
    }
  }

  /** Hides whose it is. */
  @Override
  public String toString() {
    return "Order[" + id + ", " + state + "]";
  }
}

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
    CREATED,
    /** Paid in a way that takes days. */
    PENDING,
    /** Paid, or free. */
    PAID,
    /** Paying failed. */
    FAILED,
    /** Nobody paid in time. */
    EXPIRED,
    /** All money went back. */
    REFUNDED,
    /** Some money went back. */
    PARTLY_REFUNDED,
    /** The buyer's bank took the money back, to be decided; won, it is as if it had not been. */
    DISPUTED,
    /** A dispute was lost. */
    CHARGED_BACK;

    /** Whether the money came, whatever became of it. */
    public boolean wasPaid() {
      return compareTo(PAID) >= 0 && this != FAILED && this != EXPIRED;
    }
  }

  /** Hides whose it is. */
  @Override
  public String toString() {
    return "Order[" + id + ", " + state + "]";
  }
}

package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.util.Optional;

/**
 * Money that goes back to a buyer.
 *
 * @param ref the processor's name of it, once that is known
 * @param askedBy an account, {@code operator}, {@code shop} for second payments, or {@code
 *     processor} if it was made at the processor's desk
 */
public record Refund(
    String id,
    String orderId,
    String processor,
    String paymentRef,
    Optional<String> ref,
    String currency,
    long amountMinor,
    State state,
    String askedBy,
    String reason,
    Instant askedAt) {

  /** How far it is. */
  public enum State {
    /** Decided; the processor may or may not have been asked. */
    REQUESTED,
    /** The processor has taken it on. */
    ACCEPTED,
    /** The processor says the money went back, and so do the books. */
    BOOKED,
    /** The processor would not. */
    REFUSED,
    /** The processor took it on, and it came to nothing. */
    FAILED;

    /** Whether the money is, or may be, on its way back. */
    public boolean counts() {
      return this == REQUESTED || this == ACCEPTED || this == BOOKED;
    }
  }
}

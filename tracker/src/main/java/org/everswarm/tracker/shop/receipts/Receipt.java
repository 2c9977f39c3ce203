package org.everswarm.tracker.shop.receipts;

import java.time.Instant;
import java.util.Optional;

/**
 * What a buyer, a subscriber or a publisher holds.
 *
 * @param number for people, such as {@code ES-7K3M-0QXR-9TVD}
 * @param subject whose claim secrets open it: the order, or the receipt itself where there is none
 * @param title of the bundle, as it was when this was issued
 */
public record Receipt(
    String number,
    Kind kind,
    String subject,
    Optional<String> orderId,
    long bundleId,
    String publisherId,
    String title,
    String email,
    State state,
    Instant issuedAt) {

  /** What it was given for, and so what it opens. */
  public enum Kind {
    /** Bought: everything in the bundle. */
    BOUGHT,
    /** For an e-mail address: what is behind the e-mail gate. */
    EMAIL,
    /** The publisher's own: everything in the bundle. */
    OWNER
  }

  /** Whether it opens anything now. */
  public enum State {
    ACTIVE,
    /** A payment is disputed. */
    SUSPENDED,
    /** Refunded, or a dispute lost. */
    REVOKED,
    /** Used from too many networks; its holder can have a new token. */
    FROZEN
  }

  /** Hides whose it is. */
  @Override
  public String toString() {
    return "Receipt[" + kind + ", " + state + "]";
  }
}

package org.everswarm.tracker.shop.receipts;

import java.time.Duration;

/**
 * For how long a token opens what it opens. Whoever fetches a torrent in its last quarter gets one
 * that lasts anew, so that only receipts which nobody uses end.
 *
 * @param validity whole hours, at least four
 */
public record ReceiptTerms(Duration validity) {

  private static final Duration STANDARD = Duration.ofDays(730);
  private static final long QUARTERS = 4;

  public ReceiptTerms {
    if (validity.toHours() < QUARTERS) {
      throw new IllegalArgumentException("A receipt is valid for at least four hours.");
    }
  }

  /** Two years. */
  public static ReceiptTerms standard() {
    return new ReceiptTerms(STANDARD);
  }

  /** When a token ends that is made in the hour {@code nowHours} since 1970. */
  long notAfterHours(long nowHours) {
    return nowHours + validity.toHours();
  }

  /** Whether a token is in its last quarter, or over. */
  boolean isNearEnd(Token token, long nowHours) {
    return (token.notAfterHours() - nowHours) * QUARTERS < validity.toHours();
  }
}

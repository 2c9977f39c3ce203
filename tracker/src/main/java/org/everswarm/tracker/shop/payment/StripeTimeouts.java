package org.everswarm.tracker.shop.payment;

import java.time.Duration;

/**
 * How long to wait for Stripe.
 *
 * @param read for the answer to a call
 * @param lookup for the answer to a question that a webhook raises
 * @param retries of a call that got no answer or a 5xx; the library waits 0.5 to 5 s before each
 */
record StripeTimeouts(Duration connect, Duration read, Duration lookup, int retries) {

  static StripeTimeouts usual() {
    return new StripeTimeouts(
        Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(5), 2);
  }
}

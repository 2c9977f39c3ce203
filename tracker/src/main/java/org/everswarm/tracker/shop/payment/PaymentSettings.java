package org.everswarm.tracker.shop.payment;

import java.net.URI;
import java.util.List;

/** Which processor takes the buyers' money. */
public sealed interface PaymentSettings {

  /** What it is expected to keep. */
  ProcessorFees fees();

  /**
   * Play money.
   *
   * @param disorderly its events come late, twice and in any order, as a processor's may
   */
  record Sandbox(ProcessorFees fees, boolean disorderly) implements PaymentSettings {}

  /**
   * Stripe Checkout.
   *
   * @param webhookSecrets each signs; more than one while they are changed
   * @param apiBase where its API is, without a slash at the end
   */
  record Stripe(ProcessorFees fees, String apiKey, List<String> webhookSecrets, URI apiBase)
      implements PaymentSettings {

    public Stripe {
      webhookSecrets = List.copyOf(webhookSecrets);
    }

    @Override
    public String toString() {
      return "Stripe";
    }
  }
}

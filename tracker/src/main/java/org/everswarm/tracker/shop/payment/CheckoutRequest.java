package org.everswarm.tracker.shop.payment;

import java.net.URI;

/**
 * What a buyer is to pay.
 *
 * @param title what for, as the buyer reads it
 * @param currency lower-case ISO 4217
 * @param amountMinor more than 0
 * @param successUrl where the buyer goes after paying; proves nothing
 * @param cancelUrl where a buyer goes who does not pay
 */
public record CheckoutRequest(
    String orderId,
    String title,
    String buyerEmail,
    String currency,
    long amountMinor,
    URI successUrl,
    URI cancelUrl) {

  @Override
  public String toString() {
    return "CheckoutRequest[" + orderId + "]";
  }
}

package org.everswarm.tracker.shop.payment;

/**
 * Money to give back.
 *
 * @param paymentRef of the {@link PaymentEvent.Paid} whose money it is
 * @param currency lower-case ISO 4217, the payment's
 * @param amountMinor 1 to what is left of the payment
 */
public record RefundRequest(
    String refundId, String orderId, String paymentRef, String currency, long amountMinor) {}

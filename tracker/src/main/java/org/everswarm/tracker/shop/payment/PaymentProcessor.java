package org.everswarm.tracker.shop.payment;

import java.util.Map;

/**
 * Who takes buyers' money. Thread-safe; everything here may block for seconds, on the network or
 * the disk, so call it on a worker thread and outside of any transaction.
 *
 * <p>What became of a payment is known from {@link PaymentEvents} alone: never from a call's return
 * and never from the buyer.
 */
public interface PaymentProcessor {

  /** Lower-case letters; part of every event's identity. */
  String name();

  /**
   * Opens a page where the buyer pays. Idempotent by the order's id for a day: the same request
   * again gives the same page.
   *
   * @throws org.everswarm.tracker.shop.problem.Problem UNAVAILABLE if the processor does not
   *     answer, in which case the same call may be made again; INVALID if it refuses the amount or
   *     the address; CONFLICT if the order was begun with another request
   */
  Checkout begin(CheckoutRequest request);

  /**
   * Reads an event that came over the network.
   *
   * @param body the bytes as they came; the signature is over these
   * @param headers by lower-case name
   * @throws org.everswarm.tracker.shop.problem.Problem INVALID if it is not the processor's or too
   *     old; UNAVAILABLE if it needs a look at the processor, which does not answer
   */
  PaymentEvent read(byte[] body, Map<String, String> headers);

  /**
   * Gives money back. Idempotent by the refund's id; that it happened comes as an event.
   *
   * @throws org.everswarm.tracker.shop.problem.Problem UNAVAILABLE if the processor does not
   *     answer, in which case the same call may be made again; CONFLICT if there is not so much to
   *     give back
   */
  void refund(RefundRequest request);

  /** What the processor will probably keep of an amount, in minor units of the currency. */
  long estimatedFeeMinor(String currency, long amountMinor);
}

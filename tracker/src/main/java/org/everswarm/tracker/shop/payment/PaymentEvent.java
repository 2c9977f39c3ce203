package org.everswarm.tracker.shop.payment;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a processor says happened. Amounts are minor units, currencies lower-case ISO 4217.
 *
 * <p>Several events, with different ids, may tell of one thing: a session is paid once, a refund
 * made once (by its {@code refundRef}) and a dispute opened and decided once (by its {@code
 * disputeRef}), however often it is said.
 */
public sealed interface PaymentEvent {

  /** The processor's name of this event, the same when it comes again. */
  String eventId();

  /** The processor's word for it. */
  String type();

  /** When it happened, by the processor's clock. */
  Instant createdAt();

  /**
   * The money is there.
   *
   * @param orderId empty if the processor names none, which then was not begun here
   * @param paymentRef what refunds and disputes name
   * @param amountMinor what was paid in all
   * @param processorFeeMinor in the same currency, if it is known yet
   */
  record Paid(
      String eventId,
      String type,
      Instant createdAt,
      String orderId,
      String sessionId,
      String paymentRef,
      String currency,
      long amountMinor,
      OptionalLong processorFeeMinor)
      implements PaymentEvent {}

  /** The buyer has done it all, but this way of paying takes days: Paid or Failed comes later. */
  record Pending(String eventId, String type, Instant createdAt, String orderId, String sessionId)
      implements PaymentEvent {}

  /** What the processor kept of a payment, after that was not known when it was paid. */
  record FeeKnown(
      String eventId,
      String type,
      Instant createdAt,
      String paymentRef,
      String currency,
      long processorFeeMinor)
      implements PaymentEvent {}

  /** No money will come of this session. */
  record Failed(String eventId, String type, Instant createdAt, String orderId, String sessionId)
      implements PaymentEvent {}

  /** Nobody paid in time; nobody can pay any more in this session. */
  record Expired(String eventId, String type, Instant createdAt, String orderId, String sessionId)
      implements PaymentEvent {}

  /**
   * Money went back.
   *
   * @param refundRef the processor's name of the refund
   * @param refundId of the {@link RefundRequest}; empty if it was made at the processor's own desk
   * @param amountMinor of this refund alone
   */
  record Refunded(
      String eventId,
      String type,
      Instant createdAt,
      String paymentRef,
      String refundRef,
      Optional<String> refundId,
      String currency,
      long amountMinor)
      implements PaymentEvent {}

  /** A refund that was asked for, or even made, came to nothing: the money is here again. */
  record RefundFailed(
      String eventId,
      String type,
      Instant createdAt,
      String paymentRef,
      String refundRef,
      Optional<String> refundId)
      implements PaymentEvent {}

  /**
   * The buyer's bank took the money back, to be decided.
   *
   * @param feeMinor what the processor takes for it besides
   */
  record DisputeOpened(
      String eventId,
      String type,
      Instant createdAt,
      String paymentRef,
      String disputeRef,
      String currency,
      long amountMinor,
      long feeMinor)
      implements PaymentEvent {}

  /** The amount of the dispute came back, its fee did not. */
  record DisputeWon(
      String eventId, String type, Instant createdAt, String paymentRef, String disputeRef)
      implements PaymentEvent {}

  /** The amount of the dispute stays with the buyer. */
  record DisputeLost(
      String eventId, String type, Instant createdAt, String paymentRef, String disputeRef)
      implements PaymentEvent {}

  /**
   * Genuine, and not as this program knows such events: for the operator to look at.
   *
   * @param why which part of it is missing or strange
   */
  record Unreadable(String eventId, String type, Instant createdAt, String why)
      implements PaymentEvent {}

  /** Genuine, and of no effect. */
  record Other(String eventId, String type, Instant createdAt) implements PaymentEvent {}
}

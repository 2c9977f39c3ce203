package org.everswarm.tracker.shop.ledger;

import java.time.InstantSource;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.jdbi.v3.core.Handle;

/**
 * The books. Every method is part of the caller's write transaction, and idempotent by its
 * reference: a second call with it does nothing and returns false. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Ledger {

  private final InstantSource clock;

  public Ledger(InstantSource clock) {
    this.clock = clock;
  }

  /** A sale with the processor's fee as told or estimated. */
  public boolean sale(
      Handle handle,
      String orderId,
      String publisherId,
      String currency,
      FeeTerms terms,
      Split split) {
    throw new UnsupportedOperationException(String.valueOf(clock));
  }

  /** The processor's real fee, in place of the estimate; once per sale. */
  public boolean feeCorrection(Handle handle, String orderId, long actualProcessorFeeMinor) {
    throw new UnsupportedOperationException();
  }

  /** Money given back to a buyer; CONFLICT if the refunds of the sale would exceed its price. */
  public boolean refund(Handle handle, String refundId, String orderId, long amountMinor) {
    throw new UnsupportedOperationException();
  }

  /** How much of a sale is neither refunded nor in dispute nor lost to one. */
  public long refundable(Handle handle, String orderId) {
    throw new UnsupportedOperationException();
  }

  /** Money that the processor took back for a buyer who disputes the sale, and its fee. */
  public boolean disputeOpened(
      Handle handle, String disputeId, String orderId, long amountMinor, long disputeFeeMinor) {
    throw new UnsupportedOperationException();
  }

  /** The processor gave the disputed amount back, not its fee. */
  public boolean disputeWon(Handle handle, String disputeId) {
    throw new UnsupportedOperationException();
  }

  /** The disputed amount stays with the buyer. */
  public boolean disputeLost(Handle handle, String disputeId) {
    throw new UnsupportedOperationException();
  }

  /** Money paid to a publisher; CONFLICT if it is more than the balance. */
  public boolean payout(
      Handle handle, String payoutId, String publisherId, String currency, long amountMinor) {
    throw new UnsupportedOperationException();
  }

  /** What a publisher is owed in a currency; negative if refunds and disputes were more. */
  public long balance(Handle handle, String publisherId, String currency) {
    throw new UnsupportedOperationException();
  }
}

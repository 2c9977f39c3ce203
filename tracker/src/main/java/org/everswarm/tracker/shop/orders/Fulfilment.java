package org.everswarm.tracker.shop.orders;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.orders.Order.State;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Pending;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.payment.PaymentEvent.Unreadable;
import org.everswarm.tracker.shop.payment.PaymentEvents;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of a processor's word what follows from it: an event, what the books say, receipts and
 * letters are one transaction, so each event counts once, whenever and however often it comes.
 * Thread-safe; blocks.
 *
 * <p>What an event tells of may not be known yet: then it waits in the database and follows what it
 * waits for, in the same transaction. What contradicts what is known is kept for the operator, and
 * never dropped.
 */
public final class Fulfilment implements PaymentEvents {

  private static final Logger LOG = LoggerFactory.getLogger(Fulfilment.class);

  private static final String SAVEPOINT = "event";

  private final Database database;
  private final MoneyIn in;
  private final MoneyBack back;
  private final Refunds refunds;
  private final Effects effects;
  private final InstantSource clock;

  /** All write the books' last entry: one after the other is faster than conflicts. */
  private final ReentrantLock turn = new ReentrantLock(true);

  public Fulfilment(OrderParts parts, Refunds refunds) {
    database = parts.database();
    in = new MoneyIn(parts);
    back = new MoneyBack(parts);
    this.refunds = refunds;
    effects = parts.effects();
    clock = parts.clock();
  }

  @Override
  public void received(String processor, PaymentEvent event, byte[] raw) {
    turn.lock();
    try {
      database.update(handle -> take(handle, processor, event, raw));
    } finally {
      turn.unlock();
    }
    effects.carryOut();
    if (event instanceof Paid paid) {
      refunds.askFor(paid.orderId());
    }
  }

  private void take(Handle handle, String processor, PaymentEvent event, byte[] raw) {
    if (EventBook.add(handle, processor, event, raw, now())) {
      EventBook.set(handle, processor, event.eventId(), judged(handle, processor, event));
      EventText.paymentRef(event).ifPresent(ref -> applyWaiting(handle, processor, ref));
    }
  }

  /** One that is applied may be what another waits for, whichever happened first. */
  private void applyWaiting(Handle handle, String processor, String paymentRef) {
    boolean again = true;
    while (again) {
      again = false;
      for (PaymentEvent waiting : EventBook.waiting(handle, processor, paymentRef)) {
        Verdict verdict = judged(handle, processor, waiting);
        if (!verdict.waits()) {
          EventBook.set(handle, processor, waiting.eventId(), verdict);
          again = true;
        }
      }
    }
  }

  /** Applies an event, or nothing of it: what the books refuse once they refuse for ever. */
  private Verdict judged(Handle handle, String processor, PaymentEvent event) {
    handle.savepoint(SAVEPOINT);
    try {
      Verdict verdict = apply(handle, processor, event);
      handle.releaseSavepoint(SAVEPOINT);
      return verdict;
    } catch (Problem | IllegalArgumentException | ArithmeticException contradiction) {
      handle.rollbackToSavepoint(SAVEPOINT);
      LOG.warn("a payment event is kept for the operator: {}", contradiction.getMessage());
      return Verdict.kept(String.valueOf(contradiction.getMessage()));
    }
  }

  private Verdict apply(Handle handle, String processor, PaymentEvent event) {
    if (event instanceof Paid paid) {
      return in.paid(handle, processor, paid);
    }
    if (event instanceof Pending pending) {
      return in.unpaid(handle, pending.orderId(), State.PENDING);
    }
    if (event instanceof Failed failed) {
      return in.unpaid(handle, failed.orderId(), State.FAILED);
    }
    if (event instanceof Expired expired) {
      return in.unpaid(handle, expired.orderId(), State.EXPIRED);
    }
    if (event instanceof FeeKnown fee) {
      return in.fee(handle, processor, fee);
    }
    if (event instanceof Refunded refunded) {
      return back.refunded(handle, processor, refunded);
    }
    if (event instanceof RefundFailed failed) {
      return back.refundFailed(handle, processor, failed);
    }
    if (event instanceof DisputeOpened opened) {
      return back.disputed(handle, processor, opened);
    }
    if (event instanceof DisputeWon won) {
      return back.decided(handle, processor, won.disputeRef(), Dispute.State.WON, won.createdAt());
    }
    if (event instanceof DisputeLost lost) {
      return back.decided(
          handle, processor, lost.disputeRef(), Dispute.State.LOST, lost.createdAt());
    }
    if (event instanceof Unreadable unreadable) {
      return Verdict.kept(unreadable.why());
    }
    return Verdict.withoutEffect("");
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}

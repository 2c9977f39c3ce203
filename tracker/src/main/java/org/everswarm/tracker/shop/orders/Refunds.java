package org.everswarm.tracker.shop.orders;

import static org.everswarm.tracker.shop.accounts.Secrets.hash;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.payment.PaymentProcessor;
import org.everswarm.tracker.shop.payment.RefundRequest;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.text.Texts;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives money back. Decided here, asked of the processor, booked at its word. Thread-safe; blocks.
 *
 * <p>A full refund closes the receipt on all nodes as soon as the processor has taken it on: not
 * before, for a refund that is refused leaves the buyer with what was paid for, and no later, for
 * the processor's word may take days and the money is as good as gone. A partial one leaves the
 * receipt open.
 */
public final class Refunds {

  private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);
  private static final int AT_ONCE = 100;

  /** Each part is a row and work for every later one. The last may be one more. */
  private static final int PARTS_MAX = 100;

  private final Database database;
  private final Ledger ledger;
  private final Settlement settlement;
  private final PaymentProcessor processor;
  private final Effects effects;
  private final Audit audit;
  private final Ids ids;
  private final InstantSource clock;

  public Refunds(OrderParts parts) {
    database = parts.database();
    ledger = parts.ledger();
    settlement = new Settlement(parts);
    processor = parts.processor();
    effects = parts.effects();
    audit = parts.audit();
    ids = parts.ids();
    clock = parts.clock();
  }

  /**
   * What a publisher wants to give back.
   *
   * @param amountMinor in the order's currency; empty for all that is left
   * @param reason for the books, not for the buyer
   * @param key new for every refund: with the same it is the same refund
   */
  public record Wish(String orderId, OptionalLong amountMinor, String reason, String key) {}

  /**
   * Refunds a sale of the actor's publisher.
   *
   * @return the refund, ACCEPTED if the processor has taken it on, or else REQUESTED: then it is
   *     asked again until it answers
   * @throws Problem NOT_FOUND if there is no such sale; CONFLICT if there is not so much left, or
   *     the processor refuses
   */
  public Refund request(Actor actor, Wish wish) {
    Refund refund = database.write(handle -> decide(handle, actor, wish));
    try {
      ask(refund);
    } catch (Problem unavailable) {
      if (unavailable.kind() != Kind.UNAVAILABLE) {
        throw unavailable;
      }
    }
    return database.read(handle -> MoneyBook.refund(handle, refund.id()).orElseThrow());
  }

  /**
   * Asks the processor for refunds that it may not have been asked for, because it did not answer
   * or the process ended; to be called at start and every minute besides. Stops at the first that
   * gets no answer: the others would wait as long for none.
   *
   * @return whether there may be more
   */
  public boolean askPending() {
    List<Refund> pending = database.read(handle -> MoneyBook.toAsk(handle, AT_ONCE));
    Asked all = Asked.DONE;
    for (Refund refund : pending) {
      Asked asked = tryToAsk(refund);
      if (asked == Asked.UNANSWERED) {
        return false;
      }
      all = asked == Asked.BROKEN ? asked : all;
    }
    return pending.size() == AT_ONCE && all == Asked.DONE;
  }

  /** Asks for what goes back of an order that was paid twice. */
  void askFor(String orderId) {
    database.read(handle -> MoneyBook.refunds(handle, orderId)).stream()
        .filter(refund -> refund.state() == Refund.State.REQUESTED)
        .forEach(this::tryToAsk);
  }

  private Refund decide(Handle handle, Actor actor, Wish wish) {
    Order order =
        OrderBook.find(handle, wish.orderId())
            .filter(one -> one.publisherId().equals(actor.publisherId()))
            .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no such sale."));
    String key = hash(actor.publisherId() + "\n" + order.id() + "\n" + wish.key());
    return MoneyBook.refundByKey(handle, key)
        .orElseGet(() -> fresh(handle, actor, order, wish, key));
  }

  private Refund fresh(Handle handle, Actor actor, Order order, Wish wish, String key) {
    Payment payment =
        MoneyBook.settling(handle, order.id())
            .orElseThrow(
                () -> new Problem(Kind.CONFLICT, "Nothing was paid for this order so far."));
    long left = left(handle, order);
    long amount = wish.amountMinor().orElse(left);
    if (amount <= 0 || amount > left) {
      throw new Problem(
          Kind.CONFLICT,
          "Of this sale " + Currency.of(order.currency()).format(left) + " can be refunded.");
    }
    if (amount < left && MoneyBook.refunds(handle, order.id()).size() >= PARTS_MAX) {
      throw new Problem(
          Kind.CONFLICT, "A sale is refunded in at most " + PARTS_MAX + " parts: refund the rest.");
    }
    Refund refund = fresh(payment, amount, actor, Texts.note("reason", wish.reason()));
    MoneyBook.insert(handle, refund, Optional.of(key));
    audit.record(
        handle,
        actor.accountId(),
        "sale.refund",
        actor.publisherId() + "/" + order.id(),
        new JsonObject().put("amountMinor", amount).put("currency", order.currency()));
    return refund;
  }

  /** What the books say is left, less what is on its way. */
  private long left(Handle handle, Order order) {
    long underWay =
        Settlement.settlingRefunds(handle, order).stream()
            .filter(one -> one.state().counts() && one.state() != Refund.State.BOOKED)
            .mapToLong(Refund::amountMinor)
            .sum();
    return Math.max(0, ledger.refundable(handle, order.id()) - underWay);
  }

  private Refund fresh(Payment payment, long amount, Actor actor, String reason) {
    return new Refund(
        ids.next("ref"),
        payment.orderId(),
        payment.processor(),
        payment.ref(),
        Optional.empty(),
        payment.currency(),
        amount,
        Refund.State.REQUESTED,
        actor.accountId(),
        reason,
        Instant.ofEpochMilli(clock.millis()));
  }

  private enum Asked {
    /** The processor has taken it on, or refused it. */
    DONE,
    UNANSWERED,
    /** This program is at fault. */
    BROKEN
  }

  private Asked tryToAsk(Refund refund) {
    try {
      ask(refund);
      return Asked.DONE;
    } catch (Problem refused) {
      return refused.kind() == Kind.UNAVAILABLE ? Asked.UNANSWERED : Asked.DONE;
    } catch (RuntimeException failed) {
      LOG.error("a refund could not be asked for; it will be asked for again", failed);
      return Asked.BROKEN;
    }
  }

  private void ask(Refund refund) {
    if (refund.state() != Refund.State.REQUESTED) {
      return;
    }
    try {
      processor.refund(
          new RefundRequest(
              refund.id(),
              refund.orderId(),
              refund.paymentRef(),
              refund.currency(),
              refund.amountMinor()));
    } catch (Problem refused) {
      if (refused.kind() != Kind.UNAVAILABLE) {
        become(refund, Refund.State.REFUSED);
      }
      throw refused;
    }
    become(refund, Refund.State.ACCEPTED);
  }

  /** Unless its event was faster. */
  private void become(Refund refund, Refund.State state) {
    database.update(
        handle -> {
          Refund.State now = MoneyBook.refund(handle, refund.id()).orElseThrow().state();
          if (now == Refund.State.REQUESTED) {
            MoneyBook.setRefund(handle, refund.id(), state);
            settlement.settle(handle, refund.orderId());
          }
        });
    effects.carryOut();
  }
}

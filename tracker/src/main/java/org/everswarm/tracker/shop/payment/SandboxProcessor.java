package org.everswarm.tracker.shop.payment;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.payment.SandboxPayment.Dispute;
import org.everswarm.tracker.shop.payment.SandboxPayment.State;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A processor of play money that needs no network: whoever knows a payment's page says what becomes
 * of it. Its events are rows of the same transaction, which {@link SandboxDelivery} hands over.
 * Thread-safe; everything blocks on the database.
 */
public final class SandboxProcessor implements PaymentProcessor {

  /** As Stripe's sessions. */
  static final Duration OPEN_FOR = Duration.ofHours(24);

  private final Database database;
  private final Ids ids;
  private final InstantSource clock;
  private final ProcessorFees fees;
  private final URI pages;
  private volatile Runnable wake = () -> {};

  /**
   * @param pages what a payment's page is called but for its id; ends with a slash
   */
  public SandboxProcessor(
      Database database, Ids ids, InstantSource clock, ProcessorFees fees, URI pages) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
    this.fees = fees;
    this.pages = pages;
  }

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public long estimatedFeeMinor(String currency, long amountMinor) {
    return fees.ofPayment(currency, amountMinor);
  }

  /** Whom to tell that events wait. */
  void onEvents(Runnable wakes) {
    wake = wakes;
  }

  @Override
  public Checkout begin(CheckoutRequest request) {
    SandboxPayment asked =
        new SandboxPayment(
            ids.next("sbp"),
            request.orderId(),
            request.title(),
            request.currency(),
            request.amountMinor(),
            0,
            State.OPEN,
            Dispute.NONE,
            request.successUrl(),
            request.cancelUrl());
    String id = database.write(handle -> begin(handle, asked));
    return new Checkout(id, pages.resolve(id + "?format=html"));
  }

  private String begin(Handle handle, SandboxPayment asked) {
    Optional<SandboxPayment> begun = SandboxStore.ofOrder(handle, asked.orderId());
    if (begun.isEmpty()) {
      SandboxStore.insert(handle, asked, clock.millis());
      return asked.id();
    }
    SandboxPayment there = begun.get();
    if (there.amountMinor() != asked.amountMinor() || !there.currency().equals(asked.currency())) {
      throw new Problem(Kind.CONFLICT, "This was begun before with another amount.");
    }
    return there.id();
  }

  /** Nothing of the sandbox comes over the network. */
  @Override
  public PaymentEvent read(byte[] body, Map<String, String> headers) {
    throw new Problem(Kind.INVALID, "The sandbox sends no webhooks.");
  }

  @Override
  public void refund(RefundRequest request) {
    database.update(
        handle -> {
          if (!SandboxStore.isRefundKnown(handle, request.refundId())) {
            SandboxPayment payment = payment(handle, request.paymentRef());
            if (!payment.currency().equals(request.currency())) {
              throw new Problem(Kind.CONFLICT, "The payment was in " + payment.currency() + ".");
            }
            refund(handle, payment, request.amountMinor(), request.refundId());
          }
        });
    wake.run();
  }

  /**
   * The payment of an id.
   *
   * @throws Problem NOT_FOUND if there is none
   */
  public SandboxPayment payment(String id) {
    return database.read(handle -> payment(handle, id));
  }

  /**
   * Does something at the sandbox's desk.
   *
   * @param amountMinor how much to give back or to dispute; empty for all that is left
   * @return the payment afterwards
   * @throws Problem NOT_FOUND if there is no such payment; CONFLICT if it is not in a state for
   *     this
   */
  public SandboxPayment act(String id, SandboxPayment.Action action, OptionalLong amountMinor) {
    SandboxPayment after =
        database.write(
            handle -> {
              SandboxPayment payment = payment(handle, id);
              long amount = amountMinor.orElse(payment.leftMinor());
              switch (action) {
                case APPROVE -> settle(handle, payment, State.PAID);
                case DECLINE -> settle(handle, payment, State.DECLINED);
                case DELAY -> delay(handle, payment);
                case REFUND -> refund(handle, payment, amount, null);
                case DISPUTE -> dispute(handle, payment, amount);
                case WIN -> decide(handle, payment, Dispute.WON);
                case LOSE -> decide(handle, payment, Dispute.LOST);
              }
              return payment(handle, id);
            });
    wake.run();
    return after;
  }

  private static SandboxPayment payment(Handle handle, String id) {
    return SandboxStore.payment(handle, id)
        .orElseThrow(() -> new Problem(Kind.NOT_FOUND, "There is no such payment."));
  }

  private void settle(Handle handle, SandboxPayment payment, State state) {
    require(
        payment.state() == State.OPEN || payment.state() == State.DELAYED,
        "The payment is decided already.");
    SandboxStore.state(handle, payment.id(), state);
    String event = ids.next("sbe");
    Instant now = clock.instant();
    SandboxStore.event(
        handle,
        state == State.PAID
            ? new PaymentEvent.Paid(
                event,
                "payment.paid",
                now,
                payment.orderId(),
                payment.id(),
                payment.id(),
                payment.currency(),
                payment.amountMinor(),
                OptionalLong.of(fees.ofPayment(payment.currency(), payment.amountMinor())))
            : new PaymentEvent.Failed(
                event, "payment.failed", now, payment.orderId(), payment.id()));
  }

  private void delay(Handle handle, SandboxPayment payment) {
    require(payment.state() == State.OPEN, "Only an open payment can be delayed.");
    SandboxStore.state(handle, payment.id(), State.DELAYED);
    SandboxStore.event(
        handle,
        new PaymentEvent.Pending(
            ids.next("sbe"), "payment.pending", clock.instant(), payment.orderId(), payment.id()));
  }

  private void refund(
      Handle handle, SandboxPayment payment, long amountMinor, @Nullable String requestId) {
    require(payment.state() == State.PAID, "Only what was paid can be given back.");
    require(
        payment.dispute() == Dispute.NONE || payment.dispute() == Dispute.WON,
        "What is disputed cannot be given back.");
    require(
        amountMinor > 0 && amountMinor <= payment.leftMinor(),
        "There is not so much left of the payment to give back.");
    String id = ids.next("sbr");
    SandboxStore.refund(handle, id, requestId, payment.id(), amountMinor);
    SandboxStore.event(
        handle,
        new Refunded(
            ids.next("sbe"),
            "refund.made",
            clock.instant(),
            payment.id(),
            id,
            Optional.ofNullable(requestId),
            payment.currency(),
            amountMinor));
  }

  private void dispute(Handle handle, SandboxPayment payment, long amountMinor) {
    require(payment.state() == State.PAID, "Only what was paid can be disputed.");
    require(payment.dispute() == Dispute.NONE, "The payment was disputed before.");
    require(
        amountMinor > 0 && amountMinor <= payment.amountMinor(),
        "No more can be disputed than was paid.");
    SandboxStore.dispute(handle, payment.id(), Dispute.OPEN);
    SandboxStore.event(
        handle,
        new PaymentEvent.DisputeOpened(
            ids.next("sbe"),
            "dispute.opened",
            clock.instant(),
            payment.id(),
            disputeRef(payment),
            payment.currency(),
            amountMinor,
            fees.ofDispute(payment.currency())));
  }

  private void decide(Handle handle, SandboxPayment payment, Dispute result) {
    require(payment.dispute() == Dispute.OPEN, "There is no open dispute.");
    SandboxStore.dispute(handle, payment.id(), result);
    String event = ids.next("sbe");
    String ref = disputeRef(payment);
    Instant now = clock.instant();
    SandboxStore.event(
        handle,
        result == Dispute.WON
            ? new PaymentEvent.DisputeWon(event, "dispute.won", now, payment.id(), ref)
            : new PaymentEvent.DisputeLost(event, "dispute.lost", now, payment.id(), ref));
  }

  /** There is one dispute of a payment at most. */
  private static String disputeRef(SandboxPayment payment) {
    return payment.id().replace("sbp_", "sbd_");
  }

  /** Ends payments that were left open; returns how many. */
  int expire(int limit) {
    long before = clock.instant().minus(OPEN_FOR).toEpochMilli();
    List<SandboxPayment> seen =
        database.read(handle -> SandboxStore.openSince(handle, before, limit));
    if (seen.isEmpty()) {
      return 0;
    }
    return database.write(
        handle -> {
          List<SandboxPayment> left = SandboxStore.openSince(handle, before, limit);
          left.forEach(payment -> expire(handle, payment));
          return left.size();
        });
  }

  private void expire(Handle handle, SandboxPayment payment) {
    SandboxStore.state(handle, payment.id(), State.EXPIRED);
    SandboxStore.event(
        handle,
        new Expired(
            ids.next("sbe"), "payment.expired", clock.instant(), payment.orderId(), payment.id()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Problem(Kind.CONFLICT, otherwise);
    }
  }
}

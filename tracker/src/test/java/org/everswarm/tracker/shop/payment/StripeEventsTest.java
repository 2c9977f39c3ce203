package org.everswarm.tracker.shop.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.Other;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Pending;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.payment.PaymentEvent.Unreadable;
import org.everswarm.tracker.shop.payment.StripeBooks.Signed;
import org.everswarm.tracker.shop.payment.StripeDouble.Fault;
import org.everswarm.tracker.shop.problem.Problem;
import org.junit.jupiter.api.Test;

/** What Stripe tells of payments, refunds and disputes. */
class StripeEventsTest extends AgainstStripe {

  @Test
  void everyEventOfARefundTellsOfTheSameOne() {
    Checkout checkout = paid("ord_1");
    now = now.plusSeconds(10);
    processor.refund(refund("ref_1", checkout, 200));
    now = now.plusSeconds(10);
    processor.refund(refund("ref_2", checkout, 300));
    now = now.plusSeconds(10);
    books.refundAtDesk(books.paymentOf(checkout.sessionId()), 100);
    List<PaymentEvent> events = events();
    assertEquals(9, events.size());
    for (int i = 0; i < 9; i++) {
      Refunded refunded = assertInstanceOf(Refunded.class, events.get(i));
      String ref = books.all("refund").get(i / 3).getString("id");
      assertEquals(ref, refunded.refundRef());
      assertEquals(List.of(200L, 300L, 100L).get(i / 3), refunded.amountMinor());
      assertEquals("usd", refunded.currency());
      assertEquals(books.paymentOf(checkout.sessionId()), refunded.paymentRef());
      assertEquals(
          List.of(Optional.of("ref_1"), Optional.of("ref_2"), Optional.empty()).get(i / 3),
          refunded.refundId());
    }
  }

  @Test
  void aRefundThatCameBackHasFailed() {
    Checkout checkout = paid("ord_1");
    processor.refund(refund("ref_1", checkout, 600));
    books.take();
    books.failRefund(books.all("refund").get(0).getString("id"));
    RefundFailed failed = assertInstanceOf(RefundFailed.class, events().get(0));
    assertEquals(Optional.of("ref_1"), failed.refundId());
  }

  @Test
  void aRefundThatIsOnItsWayHasNoEffect() {
    books.event(
        "refund.created",
        new JsonObject()
            .put("id", "re_1")
            .put("amount", 600)
            .put("currency", "usd")
            .put("payment_intent", "pi_1")
            .put("status", "pending"));
    assertInstanceOf(Other.class, events().get(0));
  }

  @Test
  void aPaymentIsPaidWithTheRealFeeOnceItIsSettled() {
    Checkout checkout = processor.begin(order("ord_1", 600));
    books.pay(checkout.sessionId());
    List<Signed> sent = books.take();
    Paid paid = assertInstanceOf(Paid.class, read(sent.get(0)));
    assertEquals("ord_1", paid.orderId());
    assertEquals(checkout.sessionId(), paid.sessionId());
    assertEquals(600, paid.amountMinor());
    assertEquals("usd", paid.currency());
    assertEquals(now, paid.createdAt());
    assertEquals(OptionalLong.empty(), paid.processorFeeMinor());
    assertEquals(47, processor.estimatedFeeMinor("usd", 600));

    books.settle(paid.paymentRef());
    FeeKnown known = assertInstanceOf(FeeKnown.class, events().get(0));
    assertEquals(48, known.processorFeeMinor());
    assertEquals(paid.paymentRef(), known.paymentRef());
    Paid again = assertInstanceOf(Paid.class, read(sent.get(0)));
    assertEquals(OptionalLong.of(48), again.processorFeeMinor());
    assertEquals(paid.eventId(), again.eventId());
  }

  @Test
  void aPaymentIsPaidEvenIfTheFeeCannotBeAskedFor() {
    Checkout checkout = processor.begin(order("ord_1", 600));
    books.pay(checkout.sessionId());
    stripe.fail(Fault.SILENCE);
    Signed completed = books.take().get(0);
    Paid paid = assertInstanceOf(Paid.class, hasty.read(completed.bytes(), completed.headers()));
    assertEquals(OptionalLong.empty(), paid.processorFeeMinor());
  }

  @Test
  void aPaymentIsPaidEvenIfTheFeeCannotBeRead() {
    Checkout checkout = processor.begin(order("ord_1", 600));
    books.pay(checkout.sessionId());
    Signed completed = books.take().get(0);
    books.settle(books.paymentOf(checkout.sessionId()));
    books.all("balance_transaction").get(0).remove("fee");
    Paid paid = assertInstanceOf(Paid.class, read(completed));
    assertEquals(OptionalLong.empty(), paid.processorFeeMinor());
    assertInstanceOf(Unreadable.class, events().get(0));
  }

  /** No other event tells the fee, so one that cannot be read out must come again. */
  @Test
  void aFeeThatCannotBeAskedForIsToldAgain() {
    Checkout checkout = paid("ord_1");
    books.settle(books.paymentOf(checkout.sessionId()));
    Signed updated = books.take().get(0);
    stripe.fail(Fault.SILENCE);
    assertEquals(
        Problem.Kind.UNAVAILABLE, kindOf(() -> hasty.read(updated.bytes(), updated.headers())));
    assertEquals(48, assertInstanceOf(FeeKnown.class, read(updated)).processorFeeMinor());
  }

  @Test
  void aFeeInAnotherCurrencyIsCountedBackAtTheRateOfItsPayment() {
    Checkout checkout = paid("ord_1");
    String payment = books.paymentOf(checkout.sessionId());
    books.settle(payment, "eur", 552, 45);
    FeeKnown known = assertInstanceOf(FeeKnown.class, events().get(0));
    assertEquals("usd", known.currency());
    assertEquals(49, known.processorFeeMinor());
    books.settle(payment, "jpy", 900, 45);
    assertEquals(30, assertInstanceOf(FeeKnown.class, events().get(0)).processorFeeMinor());
    books.settle(payment, "eur", 0, 45);
    assertInstanceOf(Other.class, events().get(0));
  }

  @Test
  void aPaymentThatTakesDaysIsPendingUntilItIsPaidOrFails() {
    Checkout good = processor.begin(order("ord_1", 600));
    Checkout bad = processor.begin(order("ord_2", 600));
    books.promise(good.sessionId());
    books.promise(bad.sessionId());
    books.keepPromise(good.sessionId());
    books.breakPromise(bad.sessionId());
    List<PaymentEvent> events = events();
    assertEquals("ord_1", assertInstanceOf(Pending.class, events.get(0)).orderId());
    assertEquals("ord_2", assertInstanceOf(Pending.class, events.get(1)).orderId());
    assertEquals("ord_1", assertInstanceOf(Paid.class, events.get(2)).orderId());
    assertEquals("ord_2", assertInstanceOf(Failed.class, events.get(3)).orderId());
  }

  @Test
  void aSessionThatNobodyPaidExpires() {
    Checkout checkout = processor.begin(order("ord_1", 600));
    books.expire(checkout.sessionId());
    assertEquals("ord_1", assertInstanceOf(Expired.class, events().get(0)).orderId());
  }

  @Test
  void moneyForNoOrderOfOursIsStillTold() {
    Checkout checkout = processor.begin(order("ord_1", 600));
    books.get(checkout.sessionId()).putNull("client_reference_id").remove("metadata");
    books.pay(checkout.sessionId());
    assertEquals("", assertInstanceOf(Paid.class, events().get(0)).orderId());
  }

  @Test
  void aDisputeIsOpenedOnceAndDecided() {
    for (boolean won : List.of(true, false)) {
      String payment = books.paymentOf(paid("ord_" + won).sessionId());
      String dispute = books.dispute(payment, 1234);
      for (PaymentEvent event : events()) {
        DisputeOpened opened = assertInstanceOf(DisputeOpened.class, event);
        assertEquals(dispute, opened.disputeRef());
        assertEquals(payment, opened.paymentRef());
        assertEquals(600, opened.amountMinor());
        assertEquals(1234, opened.feeMinor());
      }
      books.decide(dispute, won);
      List<PaymentEvent> decided = events();
      assertEquals(won ? 2 : 1, decided.size());
      for (PaymentEvent event : decided) {
        Class<? extends PaymentEvent> expected = won ? DisputeWon.class : DisputeLost.class;
        assertInstanceOf(expected, event);
      }
    }
  }

  @Test
  void aDisputeWhoseFeeIsNotKnownCostsTheUsual() {
    books.event(
        "charge.dispute.created",
        new JsonObject()
            .put("id", "dp_1")
            .put("amount", 600)
            .put("currency", "usd")
            .put("charge", "ch_1")
            .put("status", "needs_response"));
    DisputeOpened opened = assertInstanceOf(DisputeOpened.class, events().get(0));
    assertEquals(1500, opened.feeMinor());
    assertEquals("ch_1", opened.paymentRef());
  }

  @Test
  void aQuestionOfTheBankIsNoDispute() {
    books.inquire("pi_1");
    for (PaymentEvent event : events()) {
      assertInstanceOf(Other.class, event);
    }
  }

  @Test
  void whatIsOfNoInterestIsTakenAndForgotten() {
    books.event("customer.created", new JsonObject().put("id", "cus_1"));
    books.event("invoice.paid", new JsonObject());
    books.event("checkout.session.new_thing", new JsonObject().put("id", "cs_1"));
    books.event(
        "checkout.session.completed",
        new JsonObject().put("id", "cs_2").put("mode", "subscription"));
    for (PaymentEvent event : events()) {
      assertInstanceOf(Other.class, event);
    }
    Signed thin =
        books.sign(
            """
            {"id":"evt_x","object":"v2.core.event","type":"v1.billing.meter.error_report_triggered",
             "created":"2026-11-21T10:00:00Z"}""");
    assertInstanceOf(Other.class, read(thin));
  }

  @Test
  void aGenuineEventThatLacksSomethingIsKeptToLookInto() {
    books.event(
        "checkout.session.completed",
        new JsonObject().put("id", "cs_1").put("payment_status", "paid"));
    Unreadable kept = assertInstanceOf(Unreadable.class, events().get(0));
    assertTrue(kept.why().contains("currency"), kept.why());
    assertTrue(kept.eventId().startsWith("evt_"), kept.eventId());
    assertEquals("checkout.session.completed", kept.type());

    Signed nameless = books.sign("{\"object\":\"event\",\"type\":\"charge.updated\"}");
    Unreadable first = assertInstanceOf(Unreadable.class, read(nameless));
    assertEquals(first, read(nameless));
    assertTrue(first.eventId().startsWith("sha256_"), first.eventId());
  }
}

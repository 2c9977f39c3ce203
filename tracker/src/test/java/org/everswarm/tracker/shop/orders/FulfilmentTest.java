package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Pending;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class FulfilmentTest extends AtTheTill {

  FulfilmentTest(TestDatabases kind) {
    super(kind);
  }

  @Test
  void aPaidOrderHasOneReceiptALetterToEachSideAndItsShareInTheBooks() {
    Placed placed = till.bought("pay1");

    assertEquals(Order.State.PAID, till.state(placed));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(498, till.balance());
    assertEquals(1, till.letters(Till.BUYER).size());
    assertEquals(1, till.letters("acc_alice@example.org").size());
    assertEquals("APPLIED", till.outcome("ev_pay1"));
  }

  @Test
  void theSameEventAgainHasNoEffect() {
    Placed placed = till.bought("pay1");
    till.tell(Till.paid("ev_pay1", placed.order().id(), "pay1"));
    till.tell(Till.paid("ev_other", placed.order().id(), "pay1"));

    assertEquals(1, till.letters(Till.BUYER).size());
    assertEquals(498, till.balance());
    assertEquals("WITHOUT_EFFECT", till.outcome("ev_other"));
  }

  @Test
  void moneyForAnOrderThatIsNotKnownIsKeptForTheOperator() {
    till.tell(Till.paid("ev1", "ord_00000000000000000000000000", "pay1"));

    List<KeptEvent> kept = new Troubles(till.parts).events(new Page(Long.MAX_VALUE, "", 10));
    assertEquals(List.of("ev1"), kept.stream().map(KeptEvent::eventId).toList());
    assertEquals("UNKNOWN", kept.get(0).outcome());
    assertEquals(0, till.count("SELECT count(*) FROM receipt"));
  }

  @Test
  void anotherAmountOrCurrencyThanOrderedBuysNothing() {
    Placed placed = till.order();
    till.tell(Till.paid("ev1", placed.order().id(), "pay1", "usd", 599));
    till.tell(Till.paid("ev2", placed.order().id(), "pay2", "eur", 600));

    assertEquals(Order.State.CREATED, till.state(placed));
    assertEquals(List.of("KEPT", "KEPT"), List.of(till.outcome("ev1"), till.outcome("ev2")));
    assertEquals(0, till.count("SELECT count(*) FROM receipt"));
    till.tell(Till.paid("ev3", placed.order().id(), "pay3"));
    assertEquals(Order.State.PAID, till.state(placed));
  }

  @Test
  void aSecondPaymentOfAnOrderGoesBack() {
    Placed placed = till.bought("pay1");
    till.tell(Till.paid("ev2", placed.order().id(), "pay2"));

    assertEquals(1, till.processor.refunds.size());
    assertEquals("pay2", till.processor.refunds.get(0).paymentRef());
    assertEquals(600, till.processor.refunds.get(0).amountMinor());
    till.tell(Till.refunded("ev3", "pay2", "re2", 600));
    assertEquals(Order.State.PAID, till.state(placed));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(498, till.balance());
    assertEquals("BOOKED", till.text("SELECT state FROM refund WHERE payment_ref = 'pay2'"));
  }

  @Test
  void moneyThatComesAfterAllFulfilsAnOrderThatFailedOrEnded() {
    Placed placed = till.order();
    String id = placed.order().id();
    till.tell(new Pending("ev1", "pending", till.clock.instant(), id, "cs"));
    assertEquals(Order.State.PENDING, till.state(placed));
    till.tell(new Failed("ev2", "failed", till.clock.instant(), id, "cs"));
    assertEquals(Order.State.FAILED, till.state(placed));
    till.tell(new Expired("ev3", "expired", till.clock.instant(), id, "cs"));
    assertEquals(Order.State.EXPIRED, till.state(placed));
    till.tell(Till.paid("ev4", id, "pay1"));
    assertEquals(Order.State.PAID, till.state(placed));
    till.tell(new Expired("ev5", "expired", till.clock.instant(), id, "cs"));
    assertEquals(Order.State.PAID, till.state(placed));
  }

  @Test
  void aFullRefundEndsTheReceiptAndAPartialOneDoesNot() {
    Placed placed = till.bought("pay1");
    long token = token(placed);
    till.tell(Till.refunded("ev2", "pay1", "re1", 200));
    assertEquals(Order.State.PARTLY_REFUNDED, till.state(placed));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(List.of(), till.shelf.told.revoked);

    till.tell(Till.refunded("ev3", "pay1", "re2", 400));
    assertEquals(Order.State.REFUNDED, till.state(placed));
    assertEquals("REVOKED", till.receiptState(placed));
    assertEquals(List.of(token), till.shelf.told.revoked);
    assertEquals(-47, till.balance());
  }

  @Test
  void twoEventsOfOneRefundAreOneRefund() {
    Placed placed = till.bought("pay1");
    till.tell(Till.refunded("ev2", "pay1", "re1", 200));
    till.tell(Till.refunded("ev3", "pay1", "re1", 200));
    assertEquals(1, till.count("SELECT count(*) FROM refund"));
    assertEquals(Order.State.PARTLY_REFUNDED, till.state(placed));
  }

  @Test
  void refundsOfMoreThanThePriceAreKeptForTheOperator() {
    Placed placed = till.bought("pay1");
    till.tell(Till.refunded("ev2", "pay1", "re1", 500));
    till.tell(Till.refunded("ev3", "pay1", "re2", 200));

    assertEquals("KEPT", till.outcome("ev3"));
    assertEquals(Order.State.PARTLY_REFUNDED, till.state(placed));
    assertEquals(1, till.count("SELECT count(*) FROM refund"));
  }

  @Test
  void aDisputeSuspendsAndWinningItGivesTheReceiptANewToken() {
    Placed placed = till.bought("pay1");
    long before = token(placed);
    till.tell(Till.disputed("ev2", "pay1", "dp1"));
    assertEquals(Order.State.DISPUTED, till.state(placed));
    assertEquals("SUSPENDED", till.receiptState(placed));
    assertEquals(List.of(before), till.shelf.told.revoked);

    till.tell(Till.won("ev3", "pay1", "dp1"));
    assertEquals(Order.State.PAID, till.state(placed));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertTrue(before != token(placed));
    assertEquals(2, till.letters(Till.BUYER).size());
    assertEquals(498 - 1500, till.balance());
  }

  @Test
  void aLostDisputeEndsTheReceipt() {
    Placed placed = till.bought("pay1");
    till.tell(Till.disputed("ev2", "pay1", "dp1"));
    till.tell(Till.lost("ev3", "pay1", "dp1"));
    assertEquals(Order.State.CHARGED_BACK, till.state(placed));
    assertEquals("REVOKED", till.receiptState(placed));
    till.tell(Till.won("ev4", "pay1", "dp1"));
    assertEquals("KEPT", till.outcome("ev4"));
    assertEquals("REVOKED", till.receiptState(placed));
  }

  @Test
  void whatComesBeforeThePaymentWaitsForIt() {
    Placed placed = till.order();
    till.tell(Till.won("ev1", "pay1", "dp1"));
    till.tell(Till.disputed("ev2", "pay1", "dp1"));
    till.tell(Till.refunded("ev3", "pay1", "re1", 100));
    assertEquals("UNKNOWN", till.outcome("ev3"));

    till.tell(Till.paid("ev4", placed.order().id(), "pay1"));
    assertEquals(Order.State.PARTLY_REFUNDED, till.state(placed));
    assertEquals("ACTIVE", till.receiptState(placed));
    for (String event : List.of("ev1", "ev2", "ev3", "ev4")) {
      assertEquals("APPLIED", till.outcome(event), event);
    }
  }

  @Test
  void aRefundBeforeThePaymentLeavesNothingOpen() {
    Placed placed = till.order();
    till.tell(Till.refunded("ev1", "pay1", "re1", 600));
    till.tell(Till.paid("ev2", placed.order().id(), "pay1"));
    assertEquals(Order.State.REFUNDED, till.state(placed));
    assertEquals("REVOKED", till.receiptState(placed));
    assertEquals(1, till.shelf.told.revoked.size());
  }

  /** What is wrong with one waiting event is not the buyer's fault. */
  @Test
  void aWaitingEventThatCannotBeDoesNotKeepTheBuyerFromTheReceipt() {
    Placed placed = till.order();
    till.tell(Till.refunded("ev1", "pay1", "re1", 700));
    till.tell(Till.paid("ev2", placed.order().id(), "pay1"));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals("KEPT", till.outcome("ev1"));
    assertEquals(0, till.count("SELECT count(*) FROM refund"));
  }

  @Test
  void aFeeThatIsKnownLaterIsCorrected() {
    Placed placed = till.order();
    String id = placed.order().id();
    till.tell(
        new Paid(
            "ev1",
            "paid",
            till.clock.instant(),
            id,
            "cs",
            "pay1",
            "usd",
            600,
            OptionalLong.empty()));
    assertEquals(498, till.balance());
    till.tell(new FeeKnown("ev2", "fee", till.clock.instant(), "pay1", "usd", 57));
    till.tell(new FeeKnown("ev3", "fee", till.clock.instant(), "pay1", "usd", 57));
    assertEquals(489, till.balance());
    assertEquals("WITHOUT_EFFECT", till.outcome("ev3"));
  }

  /** A fee beyond the price is the books' trouble, not the buyer's. */
  @Test
  void aFeeThatEatsThePriceStillFulfils() {
    Placed placed = till.order();
    till.tell(
        new Paid(
            "ev1",
            "paid",
            till.clock.instant(),
            placed.order().id(),
            "cs",
            "pay1",
            "usd",
            600,
            OptionalLong.of(900)));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(-300, till.balance());
  }

  @Test
  void aRefundThatCameToNothingOpensTheReceiptAgain() {
    Placed placed = till.bought("pay1");
    Refund refund = till.refund(placed, OptionalLong.empty(), "key");
    assertEquals("REVOKED", till.receiptState(placed));
    till.tell(
        new RefundFailed(
            "ev2", "failed", till.clock.instant(), "pay1", "re1", Optional.of(refund.id())));
    assertEquals("ACTIVE", till.receiptState(placed));
    till.tell(
        new Refunded(
            "ev3",
            "refunded",
            till.clock.instant(),
            "pay1",
            "re1",
            Optional.of(refund.id()),
            "usd",
            600));
    assertEquals("WITHOUT_EFFECT", till.outcome("ev3"));
    assertEquals(498, till.balance());
  }

  @Test
  void aRefundThatCameBackAfterItWasBookedIsTakenBackInTheBooksToo() {
    Placed placed = till.bought("pay1");
    Refund refund = till.refund(placed, OptionalLong.empty(), "key");
    till.tell(Till.refunded("ev2", "pay1", "re1", 600));
    assertEquals(Order.State.REFUNDED, till.state(placed));
    for (String event : List.of("ev3", "ev4")) {
      till.tell(
          new RefundFailed(
              event, "failed", till.clock.instant(), "pay1", "re1", Optional.of(refund.id())));
    }
    assertEquals(Order.State.PAID, till.state(placed));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(498, till.balance());
    assertEquals(List.of("APPLIED", "WITHOUT_EFFECT"), outcomes("ev3", "ev4"));
    assertEquals(600, till.refund(placed, OptionalLong.empty(), "another").amountMinor());
  }

  @Test
  void theProcessorsDeskMayGiveBackInAnyNumberOfPartsAndAPublisherInAHundredAndTheRest() {
    Placed placed = till.bought("pay1");
    for (int part = 0; part < 100; part++) {
      till.refund(placed, OptionalLong.of(1), "key" + part);
    }
    Problem tooMany =
        assertThrows(Problem.class, () -> till.refund(placed, OptionalLong.of(1), "one more"));
    assertEquals(Problem.Kind.CONFLICT, tooMany.kind());
    for (int part = 0; part < 250; part++) {
      till.tell(Till.refunded("ev_desk" + part, "pay1", "re" + part, 1));
      assertEquals("APPLIED", till.outcome("ev_desk" + part));
    }
    assertEquals(350, till.refund(placed, OptionalLong.empty(), "the rest").amountMinor());
  }

  private List<String> outcomes(String... events) {
    return Stream.of(events).map(till::outcome).toList();
  }

  private long token(Placed placed) {
    return BundleIds.parse(
            till.text(
                "SELECT t.id FROM receipt_token t JOIN receipt r ON r.number = t.number"
                    + " WHERE r.order_id = ? AND t.revoked_at IS NULL",
                placed.order().id()))
        .orElseThrow();
  }
}

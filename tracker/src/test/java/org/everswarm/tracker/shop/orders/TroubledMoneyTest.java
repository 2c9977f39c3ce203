package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.FeeKnown;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.RefundFailed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Unreadable;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;

/** Money that comes too late, goes back, or is talked of by a processor that is not well. */
@OnBothDatabases
class TroubledMoneyTest extends AtTheTill {

  private static final String SILENT = "The processor does not answer.";

  TroubledMoneyTest(TestDatabases kind) {
    super(kind);
  }

  @Test
  void anEventThatCannotBeReadIsKeptForTheOperator() {
    Instant at = Instant.ofEpochSecond(1_700_000_000);
    till.tell(new Unreadable("ev1", "charge.updated", at, "an object without currency"));
    KeptEvent kept = new Troubles(till.parts).events(new Page(Long.MAX_VALUE, "", 10)).get(0);
    assertEquals("ev1", kept.eventId());
    assertEquals("KEPT", kept.outcome());
    assertEquals("an object without currency", kept.note());
  }

  /** The account may have other payments than the shop's, and fees are told of all. */
  @Test
  void aFeeOfAnUnknownPaymentWaitsInNobodysWay() {
    Instant at = Instant.ofEpochSecond(1_700_000_000);
    till.tell(new FeeKnown("ev1", "charge.updated", at, "pay1", "usd", 50));
    till.tell(new FeeKnown("ev2", "charge.updated", at, "elsewhere", "usd", 50));
    assertEquals(List.of(), new Troubles(till.parts).events(new Page(Long.MAX_VALUE, "", 10)));
    Placed placed = till.order();
    till.tell(
        new Paid(
            "ev3",
            "paid",
            at,
            placed.order().id(),
            "cs",
            "pay1",
            "usd",
            600,
            OptionalLong.empty()));
    assertEquals("APPLIED", till.outcome("ev1"));
    assertEquals(495, till.balance());
  }

  @Test
  void whatWasTakenDownWhileItsBuyerPaidIsPaidBackAtOnce() {
    Placed placed = till.order();
    till.shelf.desk.takedowns().takeBundle(till.bundle.id(), "copyright");
    till.tell(Till.paid("ev1", placed.order().id(), "pay1"));

    assertEquals("APPLIED", till.outcome("ev1"));
    assertEquals(1, till.processor.refunds.size());
    assertEquals(600, till.processor.refunds.get(0).amountMinor());
    assertEquals("REVOKED", till.receiptState(placed));
    assertEquals(1, till.letters(Till.BUYER).size());
    assertTrue(till.letters(Till.BUYER).get(0).contains("6.00 USD go back to you"));
    till.tell(Till.refunded("ev2", "pay1", "re1", 600));
    assertEquals(Order.State.REFUNDED, till.state(placed));
    assertEquals(-47, till.balance());
  }

  @Test
  void whatCannotBePaidBackIsTheBuyers() {
    Placed placed = till.order();
    till.shelf.desk.takedowns().takeBundle(till.bundle.id(), "copyright");
    till.tell(Till.paid("ev1", placed.order().id(), "pay1"));
    String refund = till.processor.refunds.get(0).refundId();
    till.tell(
        new RefundFailed(
            "ev2", "failed", Instant.ofEpochSecond(9), "pay1", "re1", Optional.of(refund)));
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(498, till.balance());
  }

  @Test
  void aProcessorThatDoesNotAnswerIsNotAskedForEachRefund() {
    List<Placed> bought = List.of(till.bought("pay1"), till.bought("pay2"), till.bought("pay3"));
    till.processor.refusal = Optional.of(new Problem(Kind.UNAVAILABLE, SILENT));
    bought.forEach(placed -> till.refund(placed, OptionalLong.empty(), placed.order().id()));
    till.processor.refundsAsked.set(0);

    assertFalse(till.refunds.askPending());
    assertEquals(1, till.processor.refundsAsked.get());
    till.processor.refusal = Optional.empty();
    till.refunds.askPending();
    assertEquals(3, till.processor.refunds.size());
  }

  @Test
  void aRefundThatIsRefusedIsNotInTheWayOfTheOthers() {
    List<Placed> bought = List.of(till.bought("pay1"), till.bought("pay2"));
    till.processor.refusal = Optional.of(new Problem(Kind.UNAVAILABLE, SILENT));
    bought.forEach(placed -> till.refund(placed, OptionalLong.empty(), placed.order().id()));
    till.processor.refusal = Optional.of(new Problem(Kind.CONFLICT, "Never."));
    till.processor.refundsAsked.set(0);
    till.refunds.askPending();
    assertEquals(2, till.processor.refundsAsked.get());
    assertEquals(2, till.count("SELECT count(*) FROM refund WHERE state = 'REFUSED'"));
    till.processor.refusal = Optional.empty();
    assertEquals(
        Refund.State.ACCEPTED,
        till.refund(bought.get(0), OptionalLong.empty(), "once more").state());
  }

  @Test
  void ordersThatCameToNothingAreForgottenAfterAMonthAndOthersAreNot() {
    Placed expired = till.order();
    Placed failed = till.order();
    Placed mismatched = till.order();
    Placed paid = till.bought("pay1");
    till.tell(new Failed("ev2", "failed", Instant.ofEpochSecond(9), failed.order().id(), "cs"));
    till.tell(Till.paid("ev3", mismatched.order().id(), "pay3", "usd", 5));
    till.shelf.now.addAndGet(Duration.ofDays(2).toMillis());
    assertFalse(till.orders.expire());
    assertFalse(till.orders.forget());
    assertEquals(Order.State.EXPIRED, till.state(expired));

    till.shelf.now.addAndGet(Duration.ofDays(29).toMillis());
    assertFalse(till.orders.forget());
    for (Placed gone : List.of(expired, failed)) {
      assertEquals(Kind.NOT_FOUND, assertThrows(Problem.class, () -> till.state(gone)).kind());
    }
    assertEquals(2, till.count("SELECT count(*) FROM purchase"));
    assertEquals(
        0, till.count("SELECT count(*) FROM claim WHERE subject = ?", failed.order().id()));
    assertEquals(Order.State.PAID, till.state(paid));
    assertEquals(Order.State.EXPIRED, till.state(mismatched));
    till.tell(Till.paid("ev4", expired.order().id(), "pay4"));
    assertEquals("UNKNOWN", till.outcome("ev4"));
  }

  /** Between the look at the receipt and the look at its token somebody gave the money back. */
  @Test
  void aReceiptThatIsClosedWhileItIsFetchedIsNoFaultOfTheShops() {
    Placed placed = till.bought("pay1");
    String number = till.text("SELECT number FROM receipt");
    String item = till.shelf.item(till.bundle, Gate.PAID).id();
    till.database.update(handle -> handle.execute("UPDATE receipt_token SET revoked_at = 1"));
    Problem changed =
        assertThrows(
            Problem.class, () -> till.desk.torrent(number, Optional.of(placed.claim()), item));
    assertEquals(Kind.CONFLICT, changed.kind());
  }

  @Test
  void aNetworkMakesSoManyOrdersAndThisMachineAnyNumber() {
    IpAddress one = IpAddress.ofIpv4(0xC000_0201);
    IpAddress neighbour = IpAddress.ofIpv4(0xC000_0299);
    IpAddress other = IpAddress.ofIpv4(0xC000_0301);
    for (int i = 0; i < 300; i++) {
      till.limits.order(i % 2 == 0 ? one : neighbour);
    }
    Problem many = assertThrows(Problem.class, () -> till.limits.order(one));
    assertEquals(Kind.TOO_MANY_REQUESTS, many.kind());
    till.limits.order(other);
    for (int i = 0; i < 1000; i++) {
      till.limits.order(Till.SOURCE);
      till.limits.order(IpAddress.parse("::1").orElseThrow());
    }
  }
}

package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.everswarm.tracker.shop.catalogue.Model;
import org.everswarm.tracker.shop.catalogue.Price;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.orders.Orders.Wish;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All that can happen to many buyers at once, several times, in any order, on eight threads. */
@OnBothDatabases
class CrowdTest {

  private static final int THREADS = 8;
  private static final int BUYERS = 24;

  private final Till till;

  /** Two shops over one database, as two nodes are: no lock of one keeps the other away. */
  private final Fulfilment other;

  CrowdTest(TestDatabases kind) {
    till = new Till(kind);
    other = new Fulfilment(till.parts, till.refunds);
  }

  @AfterEach
  void close() {
    till.close();
  }

  /** How a story ends does not depend on the order in which it is told. */
  private enum Story {
    PAID(Order.State.PAID, "ACTIVE", 498),
    PAID_TWICE(Order.State.PAID, "ACTIVE", 498),
    REFUNDED(Order.State.REFUNDED, "REVOKED", -47),
    PARTLY(Order.State.PARTLY_REFUNDED, "ACTIVE", 315),
    WON(Order.State.PAID, "ACTIVE", -1002),
    LOST(Order.State.CHARGED_BACK, "REVOKED", -1547);

    final Order.State state;
    final String receipt;
    final long publisher;

    Story(Order.State state, String receipt, long publisher) {
      this.state = state;
      this.receipt = receipt;
      this.publisher = publisher;
    }

    List<PaymentEvent> events(String order) {
      String pay = "pay_" + order;
      List<PaymentEvent> events = new ArrayList<>();
      events.add(Till.paid("p_" + order, order, pay));
      events.add(Till.paid("q_" + order, order, pay));
      if (this == REFUNDED) {
        events.add(Till.refunded("r_" + order, pay, "re_" + order, 600));
      } else if (this == PARTLY) {
        events.add(Till.refunded("r_" + order, pay, "re1_" + order, 150));
        events.add(Till.refunded("s_" + order, pay, "re2_" + order, 50));
      } else if (this == WON || this == LOST) {
        events.add(Till.disputed("d_" + order, pay, "dp_" + order));
        events.add(
            this == WON
                ? Till.won("e_" + order, pay, "dp_" + order)
                : Till.lost("e_" + order, pay, "dp_" + order));
      } else if (this == PAID_TWICE) {
        events.add(Till.paid("t_" + order, order, pay + "_2"));
      }
      return events;
    }
  }

  @Test
  void everyBuyerHasOneReceiptInTheEndAndTheBooksBalance() throws Exception {
    List<Placed> orders = IntStream.range(0, BUYERS).mapToObj(i -> till.order()).toList();
    List<PaymentEvent> events = new ArrayList<>();
    for (int i = 0; i < BUYERS; i++) {
      List<PaymentEvent> told = story(i).events(orders.get(i).order().id());
      events.addAll(told);
      events.addAll(told);
    }
    Collections.shuffle(events, new Random(11));
    tellAll(events);

    for (int i = 0; i < BUYERS; i++) {
      Placed placed = orders.get(i);
      assertEquals(story(i).state, till.state(placed), () -> "order " + placed);
      assertEquals(story(i).receipt, till.receiptState(placed));
    }
    assertEquals(BUYERS, till.count("SELECT count(*) FROM receipt"));
    assertEquals(BUYERS, till.count("SELECT count(*) FROM payment WHERE standing = 'SETTLES'"));
    assertEquals(
        0, till.count("SELECT count(*) FROM payment_event WHERE outcome IN ('UNKNOWN', 'KEPT')"));
    assertEquals(
        IntStream.range(0, BUYERS).mapToLong(i -> story(i).publisher).sum(), till.balance());
    assertEquals(List.of(), till.ledgerFindings());
    assertSwarmsAreToldOfVoidTokensOnly();
    assertEquals(
        BUYERS / Story.values().length, till.processor.refunds.stream().distinct().count());
  }

  /** Where transactions lose conflicts and run again, each order is counted once all the same. */
  @Test
  void aFreeOrderThatIsTriedAgainIsOneOrderForTheLimits() throws Exception {
    till.shelf
        .desk
        .bundles()
        .setPrices(
            till.shelf.alice, till.bundle.id(), List.of(new Price("usd", Model.FREE, 0, 0, 0)));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Placed>> calls = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        String email = i % 30 == 0 ? "thrice@example.org" : "reader" + i + "@example.org";
        String key = "a-key-of-its-own-" + i;
        calls.add(
            () ->
                till.orders.place(
                    new Wish(
                        till.bundle.id(), "usd", OptionalLong.empty(), email, Till.SOURCE, key)));
      }
      for (Future<Placed> call : threads.invokeAll(calls)) {
        assertEquals(Order.State.PAID, call.get().order().state());
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Story story(int i) {
    return Story.values()[i % Story.values().length];
  }

  private void assertSwarmsAreToldOfVoidTokensOnly() {
    till.shelf.effects.carryOut();
    long revoked = till.count("SELECT count(*) FROM receipt_token WHERE revoked_at IS NOT NULL");
    assertEquals(revoked, till.shelf.told.revoked.stream().distinct().count());
    assertEquals(
        till.count("SELECT count(*) FROM receipt WHERE state = 'ACTIVE'"),
        till.count("SELECT count(*) FROM receipt_token WHERE revoked_at IS NULL"));
    assertTrue(revoked >= 2 * BUYERS / Story.values().length);
  }

  private void tellAll(List<PaymentEvent> events) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        PaymentEvent event = events.get(i);
        Fulfilment one = i % 2 == 0 ? till.fulfilment : other;
        calls.add(
            () -> {
              one.received(FakeProcessor.NAME, event, new byte[] {'{', '}'});
              return true;
            });
      }
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        call.get();
      }
    } finally {
      threads.shutdown();
    }
  }
}

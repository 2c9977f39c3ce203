package org.everswarm.tracker.shop.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeLost;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeOpened;
import org.everswarm.tracker.shop.payment.PaymentEvent.DisputeWon;
import org.everswarm.tracker.shop.payment.PaymentEvent.Expired;
import org.everswarm.tracker.shop.payment.PaymentEvent.Failed;
import org.everswarm.tracker.shop.payment.PaymentEvent.Paid;
import org.everswarm.tracker.shop.payment.PaymentEvent.Pending;
import org.everswarm.tracker.shop.payment.PaymentEvent.Refunded;
import org.everswarm.tracker.shop.payment.SandboxPayment.Action;
import org.everswarm.tracker.shop.payment.SandboxPayment.Dispute;
import org.everswarm.tracker.shop.payment.SandboxPayment.State;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@OnBothDatabases
class SandboxTest {

  private static final URI PAGES = URI.create("http://shop.example/api/v1/sandbox/payments/");

  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("sandbox", 1);
  private final WorkerExecutor takers = vertx.createSharedWorkerExecutor("takers", 4);
  private final Database database;
  private final SandboxProcessor sandbox;
  private final BlockingQueue<PaymentEvent> told = new LinkedBlockingQueue<>();
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");

  SandboxTest(TestDatabases kind) {
    database = kind.open();
    sandbox =
        new SandboxProcessor(
            database,
            new Ids(new SecureRandom(), () -> now),
            () -> now,
            ProcessorFees.usual(),
            PAGES);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
    database.close();
  }

  private static CheckoutRequest order(String id, long amount) {
    return new CheckoutRequest(
        id,
        "A film",
        "buyer@mail.example",
        "usd",
        amount,
        URI.create("https://shop.example/done"),
        URI.create("https://shop.example/back"));
  }

  private String begin(String order) {
    return sandbox.begin(order(order, 600)).sessionId();
  }

  private String paid(String order) {
    String id = begin(order);
    act(id, Action.APPROVE);
    deliver();
    told.clear();
    return id;
  }

  private SandboxPayment act(String id, Action action) {
    return sandbox.act(id, action, OptionalLong.empty());
  }

  private SandboxDelivery delivery(PaymentEvents events, Optional<RandomGenerator> disorder) {
    return new SandboxDelivery(
        sandbox, database, worker, takers, () -> now, events, new PaymentCounters(), disorder);
  }

  private void take(String processor, PaymentEvent event, byte[] raw) {
    assertEquals("sandbox", processor);
    String id = new JsonObject(new String(raw, StandardCharsets.UTF_8)).getString("id");
    assertEquals(event.eventId(), id);
    told.add(event);
  }

  private void deliver() {
    round(delivery(this::take, Optional.empty()));
  }

  private static void round(SandboxDelivery delivery) {
    delivery
        .round()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  private <T extends PaymentEvent> T next(Class<T> kind) {
    deliver();
    T event = assertInstanceOf(kind, told.remove());
    assertEquals(now, event.createdAt());
    return event;
  }

  private static void conflicts(Executable call) {
    assertEquals(Problem.Kind.CONFLICT, assertThrows(Problem.class, call).kind());
  }

  private long waiting() {
    return database.read(
        handle -> handle.select("SELECT COUNT(*) FROM sandbox_event").mapTo(Long.class).one());
  }

  @Test
  void anOrderHasOnePaymentWithAPageOfItsOwn() {
    Checkout checkout = sandbox.begin(order("ord_1", 600));
    assertEquals(PAGES + checkout.sessionId() + "?format=html", checkout.payUrl().toString());
    assertEquals(checkout, sandbox.begin(order("ord_1", 600)));
    assertNotEquals(checkout, sandbox.begin(order("ord_2", 600)));
    conflicts(() -> sandbox.begin(order("ord_1", 601)));
  }

  @Test
  void whatIsApprovedIsPaidOnce() {
    String id = begin("ord_1");
    assertEquals(State.PAID, act(id, Action.APPROVE).state());
    conflicts(() -> act(id, Action.APPROVE));
    conflicts(() -> act(id, Action.DECLINE));
    conflicts(() -> act(id, Action.DELAY));
    Paid paid = next(Paid.class);
    assertEquals("ord_1", paid.orderId());
    assertEquals(id, paid.paymentRef());
    assertEquals(600, paid.amountMinor());
    assertEquals("usd", paid.currency());
    assertEquals(OptionalLong.of(47), paid.processorFeeMinor());
    deliver();
    assertTrue(told.isEmpty());
    assertEquals(0, waiting());
  }

  @Test
  void whatIsDeclinedHasFailed() {
    String id = begin("ord_1");
    act(id, Action.DECLINE);
    assertEquals("ord_1", next(Failed.class).orderId());
    conflicts(() -> act(id, Action.APPROVE));
    conflicts(() -> act(id, Action.REFUND));
  }

  @Test
  void whatIsDelayedIsDecidedByTheNextCall() {
    String good = begin("ord_1");
    act(good, Action.DELAY);
    conflicts(() -> act(good, Action.DELAY));
    assertEquals("ord_1", next(Pending.class).orderId());
    act(good, Action.APPROVE);
    assertEquals("ord_1", next(Paid.class).orderId());
    String bad = begin("ord_2");
    act(bad, Action.DELAY);
    next(Pending.class);
    act(bad, Action.DECLINE);
    assertEquals("ord_2", next(Failed.class).orderId());
  }

  @Test
  void whatIsLeftOpenForADayExpires() {
    String id = begin("ord_1");
    now = now.plus(SandboxProcessor.OPEN_FOR);
    deliver();
    assertTrue(told.isEmpty());
    now = now.plusMillis(1);
    assertEquals("ord_1", next(Expired.class).orderId());
    conflicts(() -> act(id, Action.APPROVE));
  }

  @Test
  void aRefundIsMadeOnceAndNoMoreThanThereIs() {
    String id = paid("ord_1");
    sandbox.refund(new RefundRequest("ref_1", "ord_1", id, "usd", 200));
    sandbox.refund(new RefundRequest("ref_1", "ord_1", id, "usd", 200));
    Refunded refunded = next(Refunded.class);
    assertEquals(Optional.of("ref_1"), refunded.refundId());
    assertEquals(200, refunded.amountMinor());
    assertTrue(told.isEmpty());
    conflicts(() -> sandbox.refund(new RefundRequest("ref_2", "ord_1", id, "usd", 401)));
    conflicts(() -> sandbox.refund(new RefundRequest("ref_2", "ord_1", id, "eur", 1)));
    act(id, Action.REFUND);
    Refunded rest = next(Refunded.class);
    assertEquals(Optional.empty(), rest.refundId());
    assertEquals(400, rest.amountMinor());
    assertNotEquals(refunded.refundRef(), rest.refundRef());
    conflicts(() -> sandbox.act(id, Action.REFUND, OptionalLong.of(1)));
  }

  @Test
  void aDisputeIsOpenedOnceAndDecidedOnce() {
    for (Action decision : List.of(Action.WIN, Action.LOSE)) {
      String id = paid("ord_" + decision);
      conflicts(() -> act(id, decision));
      assertEquals(Dispute.OPEN, act(id, Action.DISPUTE).dispute());
      conflicts(() -> act(id, Action.DISPUTE));
      conflicts(() -> act(id, Action.REFUND));
      DisputeOpened opened = next(DisputeOpened.class);
      assertEquals(600, opened.amountMinor());
      assertEquals(1500, opened.feeMinor());
      act(id, decision);
      conflicts(() -> act(id, decision));
      if (decision == Action.WIN) {
        assertEquals(opened.disputeRef(), next(DisputeWon.class).disputeRef());
        act(id, Action.REFUND);
        next(Refunded.class);
      } else {
        assertEquals(opened.disputeRef(), next(DisputeLost.class).disputeRef());
        conflicts(() -> act(id, Action.REFUND));
      }
    }
  }

  @Test
  void nobodyFindsAPaymentWithoutItsId() {
    assertEquals(
        Problem.Kind.NOT_FOUND, assertThrows(Problem.class, () -> sandbox.payment("sbp_0")).kind());
    assertThrows(Problem.class, () -> sandbox.read(new byte[0], Map.of()));
  }

  @Test
  void anEventIsKeptUntilItIsTaken() {
    act(begin("ord_1"), Action.APPROVE);
    List<String> attempts = new ArrayList<>();
    PaymentEvents broken =
        (processor, event, raw) -> {
          attempts.add(event.eventId());
          throw new IllegalStateException("on purpose");
        };
    for (int i = 0; i < 3; i++) {
      round(delivery(broken, Optional.empty()));
      assertEquals(1, waiting());
      now = now.plusMillis(SandboxDelivery.pauseAfter(i));
    }
    assertEquals(3, attempts.size());
    deliver();
    assertEquals(attempts.get(0), told.remove().eventId());
    assertEquals(0, waiting());
  }

  @Test
  void anEventThatCannotBeTakenKeepsNoOtherBack() {
    String bad = begin("ord_bad");
    act(bad, Action.APPROVE);
    act(begin("ord_good"), Action.APPROVE);
    PaymentEvents choosy =
        (processor, event, raw) -> {
          if (((Paid) event).orderId().equals("ord_bad")) {
            throw new IllegalStateException("on purpose");
          }
          told.add(event);
        };
    round(delivery(choosy, Optional.empty()));
    assertEquals("ord_good", ((Paid) told.remove()).orderId());
    assertEquals(1, waiting());
  }

  /** As if the process died after the event was taken, before that was kept. */
  @Test
  void anEventThatWasTakenRightBeforeACrashComesAgain() {
    act(begin("ord_1"), Action.APPROVE);
    PaymentEvents dying =
        (processor, event, raw) -> {
          told.add(event);
          throw new StackOverflowError("on purpose");
        };
    CompletionException died =
        assertThrows(CompletionException.class, () -> round(delivery(dying, Optional.empty())));
    assertInstanceOf(StackOverflowError.class, died.getCause());
    deliver();
    assertEquals(2, told.size());
    assertEquals(told.remove().eventId(), told.remove().eventId());
  }

  @Test
  void disorderBringsEveryEventLateTwiceAndInAnyOrder() {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      orders.add("ord_" + i);
      act(begin("ord_" + i), Action.APPROVE);
    }
    SandboxDelivery delivery = delivery(this::take, Optional.of(new Random(7)));
    round(delivery);
    assertTrue(told.size() > 20, "at once: " + told.size());
    assertTrue(waiting() > 5, "late: " + waiting());
    now = now.plus(Duration.ofSeconds(2));
    round(delivery);
    List<String> came = told.stream().map(event -> ((Paid) event).orderId()).toList();
    assertTrue(came.size() > 60, "with repetitions: " + came.size());
    List<String> once = came.stream().distinct().toList();
    assertNotEquals(orders, once);
    assertEquals(orders, once.stream().sorted(SandboxTest::byNumber).toList());
    assertEquals(0, waiting());
  }

  @Test
  void eventsOfTwoPaymentsAreTakenSideBySideAndThoseOfOneInTheirOrder() {
    String first = begin("ord_1");
    act(first, Action.APPROVE);
    now = now.plusMillis(1);
    act(first, Action.REFUND);
    act(begin("ord_2"), Action.APPROVE);
    CountDownLatch both = new CountDownLatch(2);
    PaymentEvents waiting =
        (processor, event, raw) -> {
          if (event instanceof Paid) {
            both.countDown();
            assertTrue(awaited(both), "the other is taken meanwhile");
          }
          told.add(event);
        };
    round(delivery(waiting, Optional.empty()));
    assertEquals(0, waiting());
    List<PaymentEvent> ofFirst =
        told.stream()
            .filter(event -> !(event instanceof Paid paid) || paid.orderId().equals("ord_1"))
            .toList();
    assertInstanceOf(Paid.class, ofFirst.get(0));
    assertInstanceOf(Refunded.class, ofFirst.get(1));
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(
        Integer.parseInt(one.substring(4)), Integer.parseInt(other.substring(4)));
  }

  @Test
  void theVerticleHandsOverWhatWaitsAtStartAndWhatComes() throws Exception {
    act(begin("ord_1"), Action.APPROVE);
    SandboxDelivery verticle = delivery(this::take, Optional.empty());
    String deployment =
        vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().get();
    assertEquals("ord_1", ((Paid) taken()).orderId());
    act(begin("ord_2"), Action.DECLINE);
    assertEquals("ord_2", ((Failed) taken()).orderId());
    vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get();
    act(begin("ord_3"), Action.DECLINE);
    assertEquals(1, waiting());
    assertFalse(told.stream().anyMatch(event -> event instanceof Failed));
  }

  private PaymentEvent taken() throws InterruptedException {
    PaymentEvent event = told.poll(60, TimeUnit.SECONDS);
    assertTrue(event != null, "nothing came");
    return event;
  }
}

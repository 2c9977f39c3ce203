package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class IdempotentTest {

  private static final String KEY = "7f0c3f0e-1b9a-4a53-8f5e-3d2c0c7b9a11";

  private final Database database;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicInteger carriedOut = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Idempotent idempotent;
  private final Operation counting;

  IdempotentTest(TestDatabases kind) {
    database = kind.open();
    idempotent = new Idempotent(database, now::get);
    counting = idempotent.of("pay", call -> call.path("publisherId"), this::count);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Reply count(Call call) {
    return Reply.created(new JsonObject().put("secret-number", carriedOut.incrementAndGet()));
  }

  private static Call call(String publisherId, String key, String body) {
    return new Call(
        Map.of("publisherId", publisherId),
        Map.of(),
        Map.of("idempotency-key", key),
        Buffer.buffer(body),
        IpAddress.ofIpv4(1));
  }

  @Test
  void aRepeatedRequestGetsTheFirstAnswer() {
    Reply first = counting.answer(call("p", KEY, "{}"));
    Reply again = counting.answer(call("p", KEY, "{}"));
    assertEquals(first.body(), again.body());
    assertEquals(201, again.status());
    assertEquals("application/json", again.contentType());
    assertEquals("true", again.headers().get("Idempotent-Replayed"));
    assertEquals(1, carriedOut.get());
  }

  @Test
  void anotherKeyOrScopeOrOperationIsAnother() {
    counting.answer(call("p", KEY, "{}"));
    counting.answer(call("p", KEY + "2", "{}"));
    counting.answer(call("q", KEY, "{}"));
    idempotent.of("refund", call -> "p", this::count).answer(call("p", KEY, "{}"));
    assertEquals(4, carriedOut.get());
  }

  @Test
  void theSameKeyForAnotherRequestIsRefused() {
    counting.answer(call("p", KEY, "{\"amount\":1}"));
    Problem problem =
        assertThrows(Problem.class, () -> counting.answer(call("p", KEY, "{\"amount\":2}")));
    assertEquals(Kind.CONFLICT, problem.kind());
  }

  @Test
  void theSameKeyAndBodyForAnotherPathIsRefused() {
    Operation ofOne = idempotent.of("pay", call -> "one", this::count);
    ofOne.answer(call("p", KEY, "{}"));
    Problem problem = assertThrows(Problem.class, () -> ofOne.answer(call("q", KEY, "{}")));
    assertEquals(Kind.CONFLICT, problem.kind());
  }

  @Test
  void aRefusedRequestMayBeRepeated() {
    AtomicInteger tries = new AtomicInteger();
    Operation fails =
        idempotent.of(
            "pay",
            call -> "p",
            call -> {
              if (tries.incrementAndGet() == 1) {
                throw new Problem(Kind.CONFLICT, "Not now.");
              }
              return count(call);
            });
    assertThrows(Problem.class, () -> fails.answer(call("p", KEY, "{}")));
    assertEquals(201, fails.answer(call("p", KEY, "{}")).status());
  }

  @Test
  void manyAtOnceAreCarriedOutOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 10; round++) {
        String key = KEY + round;
        List<Future<Object>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          answers.add(threads.submit(() -> outcome(key)));
        }
        Reply kept = counting(key);
        for (Future<Object> answer : answers) {
          Object outcome = answer.get(60, TimeUnit.SECONDS);
          assertEquals(
              outcome instanceof Reply ? kept.body() : Kind.CONFLICT,
              outcome instanceof Reply reply ? reply.body() : outcome);
        }
        assertEquals(round + 1, carriedOut.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  private Object outcome(String key) {
    try {
      return counting.answer(call("p", key, "{}"));
    } catch (Problem problem) {
      return problem.kind();
    }
  }

  private Reply counting(String key) {
    return (Reply) Waiting.until(() -> outcome(key), Reply.class::isInstance);
  }

  /** Begins, and goes on when it may. */
  private Operation slow() {
    return idempotent.of(
        "pay",
        call -> "p",
        call -> {
          begun.countDown();
          await(go);
          return count(call);
        });
  }

  @Test
  void whatIsBeingCarriedOutIsNotBegunAgain() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Reply> first = thread.submit(() -> slow().answer(call("p", KEY, "{}")));
      await(begun);
      assertEquals(Kind.CONFLICT, outcome(KEY));
      go.countDown();
      assertEquals(first.get().body(), slow().answer(call("p", KEY, "{}")).body());
    } finally {
      thread.shutdown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing came");
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** Nothing is left of a process that died but what its operation committed. */
  @Test
  void whatACrashInterruptedIsCarriedOutAgainAtOnce() throws Exception {
    ExecutorService dying = Executors.newSingleThreadExecutor();
    try {
      Future<Reply> died = dying.submit(() -> slow().answer(call("p", KEY, "{}")));
      await(begun);
      Idempotent restarted = new Idempotent(database, now::get);
      Reply first = restarted.of("pay", call -> "p", this::count).answer(call("p", KEY, "{}"));
      go.countDown();
      died.get(60, TimeUnit.SECONDS);
      assertEquals(first.body(), counting.answer(call("p", KEY, "{}")).body());
    } finally {
      dying.shutdown();
    }
  }

  @Test
  void answersAreForgottenAfterTwoDays() {
    counting.answer(call("p", KEY, "{}"));
    pass(Duration.ofHours(47));
    counting.answer(call("p", KEY, "{}"));
    assertEquals(1, carriedOut.get());
    pass(Duration.ofMinutes(61));
    counting.answer(call("p", KEY, "{}"));
    assertEquals(2, carriedOut.get());
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void neitherKeyNorAnswerIsReadableInTheDatabase() {
    counting.answer(call("p", KEY, "{}"));
    byte[] body =
        database.read(
            handle -> handle.select("SELECT body FROM idempotency").mapTo(byte[].class).one());
    assertFalse(Buffer.buffer(body).toString().contains("secret-number"));
    String hash =
        database.read(
            handle -> handle.select("SELECT hash FROM idempotency").mapTo(String.class).one());
    assertFalse(hash.contains(KEY));
  }

  @Test
  void whoMayNotCallLearnsNothingOfAnswers() {
    counting.answer(call("p", KEY, "{}"));
    Operation refusing =
        idempotent.of(
            "pay",
            call -> {
              throw new Problem(Kind.NOT_FOUND, "Not yours.");
            },
            this::count);
    Problem problem = assertThrows(Problem.class, () -> refusing.answer(call("p", KEY, "{}")));
    assertEquals(Kind.NOT_FOUND, problem.kind());
  }
}

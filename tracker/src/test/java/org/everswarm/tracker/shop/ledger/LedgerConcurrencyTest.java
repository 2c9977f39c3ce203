package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.HandleCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class LedgerConcurrencyTest {

  private static final String PUB = "pub_1";
  private static final FeeTerms NET = FeeTerms.standard();

  private final Database database;
  private final Ledger ledger = new Ledger(InstantSource.system());
  private final ExecutorService threads = Executors.newFixedThreadPool(16);

  LedgerConcurrencyTest(TestDatabases kind) {
    database = kind.open();
  }

  @AfterEach
  void provesTheBooks() {
    threads.shutdown();
    assertEquals(List.of(), database.read(new LedgerVerifier()::verify).findings());
    database.close();
  }

  @Test
  void aSaleToldSixteenTimesAtOnceIsBookedOnce() throws Exception {
    assertEquals(1, done(repeated(16, handle -> sale(handle, "ord_1"))));
    assertEquals(498, balance());
  }

  @Test
  void refundsAtOnceNeverExceedThePrice() throws Exception {
    database.write(handle -> sale(handle, "ord_1"));
    assertEquals(
        6,
        done(
            IntStream.range(0, 16)
                .<HandleCallback<Boolean, RuntimeException>>mapToObj(
                    i -> handle -> ledger.refund(handle, "ref_" + i, "ord_1", 100))
                .toList()));
    assertEquals(-47, balance());
  }

  @Test
  void payoutsAtOnceNeverExceedTheBalance() throws Exception {
    database.write(handle -> sale(handle, "ord_1"));
    assertEquals(
        4,
        done(
            IntStream.range(0, 16)
                .<HandleCallback<Boolean, RuntimeException>>mapToObj(
                    i -> handle -> ledger.payout(handle, "pay_" + i, PUB, "usd", 100))
                .toList()));
    assertEquals(98, balance());
  }

  @Test
  void salesAtOnceAreAllBooked() throws Exception {
    assertEquals(
        400,
        done(
            IntStream.range(0, 400)
                .<HandleCallback<Boolean, RuntimeException>>mapToObj(
                    i -> handle -> sale(handle, "ord_" + i))
                .toList()));
    assertEquals(400 * 498, balance());
  }

  private boolean sale(org.jdbi.v3.core.Handle handle, String orderId) {
    return ledger.sale(handle, orderId, PUB, "usd", NET, Split.of(NET, 600, 0, 47));
  }

  private long balance() {
    return database.read(handle -> ledger.balance(handle, PUB, "usd"));
  }

  private static List<HandleCallback<Boolean, RuntimeException>> repeated(
      int times, HandleCallback<Boolean, RuntimeException> work) {
    return IntStream.range(0, times).mapToObj(i -> work).toList();
  }

  /** Each in a transaction and a thread of its own; how many did something. */
  private int done(List<HandleCallback<Boolean, RuntimeException>> all) throws Exception {
    List<Callable<Boolean>> calls = new ArrayList<>();
    all.forEach(work -> calls.add(() -> booked(work)));
    int done = 0;
    for (Future<Boolean> one : threads.invokeAll(calls)) {
      done += one.get() ? 1 : 0;
    }
    return done;
  }

  private boolean booked(HandleCallback<Boolean, RuntimeException> work) {
    try {
      return database.write(work);
    } catch (Problem refused) {
      assertEquals(Problem.Kind.CONFLICT, refused.kind());
      return false;
    }
  }
}

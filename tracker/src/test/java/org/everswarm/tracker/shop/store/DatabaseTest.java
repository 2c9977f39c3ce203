package org.everswarm.tracker.shop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class DatabaseTest {

  private final DatabaseSettings settings;
  private final Database database;

  DatabaseTest(TestDatabases kind) {
    settings = kind.fresh();
    database = Database.open(settings);
    database.update(handle -> handle.execute("CREATE TABLE counter (value BIGINT NOT NULL)"));
    database.update(handle -> handle.execute("INSERT INTO counter VALUES (0)"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void writesAreAsIfOneCameAfterTheOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Long> increment = () -> database.write(DatabaseTest::increment);
      List<Future<Long>> all =
          threads.invokeAll(IntStream.range(0, 100).mapToObj(i -> increment).toList());
      for (Future<Long> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(100, count());
  }

  /** Read first and written after: two at once that both read 7 would both write 8. */
  private static long increment(Handle handle) {
    long value = handle.select("SELECT value FROM counter").mapTo(Long.class).one();
    handle.execute("UPDATE counter SET value = ?", value + 1);
    return value;
  }

  @Test
  void aWriteThatFailsLeavesNothing() {
    assertThrows(
        IllegalStateException.class,
        () ->
            database.update(
                handle -> {
                  increment(handle);
                  throw new IllegalStateException("on purpose");
                }));
    assertEquals(0, count());
  }

  /** Whoever waits for the disk together fails alone. */
  @Test
  void ofManyWritesAtOnceThoseThatFailLeaveNothingAndTheOthersAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> all =
          IntStream.range(0, 400).mapToObj(i -> (Callable<Boolean>) () -> written(i)).toList();
      for (Future<Boolean> one : threads.invokeAll(all)) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(300, count());
  }

  private boolean written(int number) {
    boolean fails = number % 4 == 0;
    try {
      long value = database.write(handle -> incremented(handle, fails));
      assertTrue(value <= count());
    } catch (IllegalStateException failed) {
      return fails;
    }
    assertFalse(fails);
    return true;
  }

  private static long incremented(Handle handle, boolean fails) {
    long value = increment(handle);
    if (fails) {
      throw new IllegalStateException("on purpose");
    }
    return value + 1;
  }

  /** Statements are kept prepared: one that was not read to its end must not hold its moment. */
  @Test
  void whoReadTheFirstRowOnlySeesLaterWritesAllTheSame() {
    database.update(handle -> handle.execute("INSERT INTO counter VALUES (0)"));
    for (int i = 1; i <= 50; i++) {
      database.write(DatabaseTest::incrementAll);
      assertEquals(i, (long) database.read(DatabaseTest::first));
    }
  }

  private static int incrementAll(Handle handle) {
    return handle.execute("UPDATE counter SET value = value + 1");
  }

  private static long first(Handle handle) {
    return handle.select("SELECT value FROM counter").mapTo(Long.class).findFirst().orElseThrow();
  }

  @Test
  void theSameStatementMayBeCarriedOutWhileItIsRead() {
    database.update(handle -> handle.execute("INSERT INTO counter VALUES (1)"));
    String rows = "SELECT value FROM counter WHERE value >= ? ORDER BY value";
    List<Integer> sizes =
        database.read(
            handle ->
                handle
                    .select(rows, 0)
                    .map((row, context) -> ofAtLeast(handle, rows, row.getLong(1)))
                    .list());
    assertEquals(List.of(2, 1), sizes);
  }

  private static int ofAtLeast(Handle handle, String rows, long value) {
    return handle.select(rows, value).mapTo(Long.class).list().size();
  }

  @Test
  void aStatementThatFailedMayBeCarriedOutAgain() {
    String insert = "INSERT INTO counter VALUES (?)";
    for (int i = 0; i < 3; i++) {
      assertThrows(
          RuntimeException.class,
          () -> database.update(handle -> handle.execute(insert, (Object) null)));
      database.update(handle -> handle.execute(insert, 0));
    }
    assertEquals(4, database.read(DatabaseTest::rows).size());
  }

  private static List<Long> rows(Handle handle) {
    return handle.select("SELECT value FROM counter").mapTo(Long.class).list();
  }

  /** As RAISE(ROLLBACK) or a full disk does: nobody else's write is lost by it. */
  @Test
  void aWriteThatEndsTheTransactionOfAllTakesNoOtherAlong() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> all =
          IntStream.range(0, 200).mapToObj(i -> (Callable<Boolean>) () -> survived(i)).toList();
      for (Future<Boolean> one : threads.invokeAll(all)) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(150, count());
  }

  private boolean survived(int number) {
    boolean fails = number % 4 == 0;
    try {
      database.update(
          handle -> {
            increment(handle);
            if (fails) {
              handle.execute("ROLLBACK");
              throw new IllegalStateException("on purpose");
            }
          });
    } catch (RuntimeException failed) {
      assertTrue(fails, failed::toString);
      return false;
    }
    assertFalse(fails);
    return true;
  }

  @Test
  void whatWasWrittenIsThereWhenItIsOpenedAgain() {
    database.write(DatabaseTest::increment);
    database.close();
    try (Database again = Database.open(settings)) {
      assertEquals(1, count(again));
    }
  }

  private long count() {
    return count(database);
  }

  private static long count(Database of) {
    return of.read(handle -> handle.select("SELECT value FROM counter").mapTo(Long.class).one());
  }
}

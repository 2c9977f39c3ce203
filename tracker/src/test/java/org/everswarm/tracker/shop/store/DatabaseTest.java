package org.everswarm.tracker.shop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

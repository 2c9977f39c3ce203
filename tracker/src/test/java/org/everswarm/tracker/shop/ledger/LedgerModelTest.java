package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.Handle;

/** Whatever happens, in whatever order, the books balance and are those of {@link ModelBooks}. */
class LedgerModelTest {

  private static final long HOUR_MILLIS = 3_600_000;
  private static final List<Database> DATABASES = new ArrayList<>();

  // Static, for jqwik makes an instance for each try, and the databases stay.
  private static long nowMillis;
  private static int played;

  private final Ledger ledger = new Ledger(LedgerModelTest::tick);
  private final Statements statements = new Statements();

  @AfterContainer
  static void close() {
    DATABASES.forEach(Database::close);
    DATABASES.clear();
  }

  /** Sometimes backwards, as clocks go. */
  private static Instant tick() {
    nowMillis += nowMillis % 5 == 0 ? -HOUR_MILLIS + 1 : 9 * HOUR_MILLIS + 1;
    return Instant.ofEpochMilli(nowMillis);
  }

  private static List<Database> databases() {
    if (DATABASES.isEmpty()) {
      DATABASES.add(TestDatabases.SQLITE.open());
      DATABASES.add(TestDatabases.POSTGRESQL.open());
    }
    return DATABASES;
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void theBooksAreThoseOfTheModelAndStatementsSum(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int events) {
    for (Database database : databases()) {
      play(database, seed, events);
    }
  }

  private void play(Database database, long seed, int events) {
    // Another name for each: shared ledgers grow over the tries, and what is in them stays true.
    ModelBooks model = new ModelBooks(new Random(seed), Integer.toString(played++));
    YearMonth first = month().minusMonths(1);
    Map<String, Long> stored =
        database.write(
            handle -> {
              model.play(handle, ledger, events);
              return model.stored(handle, ledger);
            });
    assertEquals(model.balances(), stored);
    assertEquals(List.of(), database.read(new LedgerVerifier()::verify).findings());
    database.read(
        handle -> {
          stored.forEach((key, balance) -> checkStatements(handle, key, first, balance));
          return 0;
        });
  }

  private static YearMonth month() {
    return YearMonth.from(Instant.ofEpochMilli(nowMillis).atZone(ZoneOffset.UTC));
  }

  private void checkStatements(Handle handle, String key, YearMonth first, long balance) {
    String[] parts = key.split(" ", -1);
    long before = 0;
    for (YearMonth month = first; !month.isAfter(month()); month = month.plusMonths(1)) {
      Statement statement = statements.of(handle, parts[0], Currency.of(parts[1]), month);
      assertEquals(before, statement.openingMinor());
      before += statement.total().netMinor();
      assertEquals(before, statement.closingMinor());
      checkLines(handle, statement, month);
    }
    assertEquals(balance, before);
  }

  private void checkLines(Handle handle, Statement statement, YearMonth month) {
    List<StatementLine> lines = new ArrayList<>();
    statements.forEach(handle, statement, 1000, lines::add);
    long running = statement.openingMinor();
    StatementAmounts sum = StatementAmounts.NONE;
    for (StatementLine line : lines) {
      StatementAmounts amounts = line.amounts();
      assertEquals(amounts.grossMinor(), parts(amounts));
      running += amounts.netMinor();
      assertEquals(running, line.balanceMinor());
      sum = sum.plus(amounts);
      Instant at = Instant.ofEpochMilli(line.bookedAt());
      assertEquals(month, YearMonth.from(at.atZone(ZoneOffset.UTC)));
    }
    assertEquals(statement.total(), sum);
  }

  private static long parts(StatementAmounts amounts) {
    return amounts.taxMinor()
        + amounts.processorFeeMinor()
        + amounts.disputeFeeMinor()
        + amounts.platformFeeMinor()
        + amounts.paidOutMinor()
        + amounts.netMinor();
  }
}

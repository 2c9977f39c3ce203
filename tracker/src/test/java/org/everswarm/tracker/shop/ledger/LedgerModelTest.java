package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.TestDatabases;

/** Whatever happens, in whatever order, the books balance and are those of {@link ModelBooks}. */
class LedgerModelTest {

  private static final List<Database> DATABASES = new ArrayList<>();

  private final Ledger ledger = new Ledger(InstantSource.fixed(Instant.EPOCH));
  private int played;

  @AfterContainer
  static void close() {
    DATABASES.forEach(Database::close);
    DATABASES.clear();
  }

  private static List<Database> databases() {
    if (DATABASES.isEmpty()) {
      DATABASES.add(TestDatabases.SQLITE.open());
      DATABASES.add(TestDatabases.POSTGRESQL.open());
    }
    return DATABASES;
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void theBooksAreThoseOfTheModel(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int events) {
    for (Database database : databases()) {
      play(database, seed, events);
    }
  }

  private void play(Database database, long seed, int events) {
    // Another name for each: shared ledgers grow over the tries, and what is in them stays true.
    ModelBooks model = new ModelBooks(new Random(seed), Integer.toString(played++));
    Map<String, Long> stored =
        database.write(
            handle -> {
              model.play(handle, ledger, events);
              return model.stored(handle, ledger);
            });
    assertEquals(model.balances(), stored);
    assertEquals(List.of(), database.read(new LedgerVerifier()::verify).findings());
  }
}

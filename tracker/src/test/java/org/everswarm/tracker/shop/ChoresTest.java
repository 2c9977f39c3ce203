package org.everswarm.tracker.shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.DatabaseSettings;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;

/** What a shop tidies up of its own accord. */
@OnBothDatabases
class ChoresTest {

  private static final long WAIT_SECONDS = 60;

  private final DatabaseSettings settings;

  ChoresTest(TestDatabases kind) {
    settings = kind.fresh();
  }

  @Test
  void addressesOfStrangersAreForgotten() {
    try (Database database = Database.open(settings)) {
      database.update(
          handle -> {
            handle.execute("INSERT INTO publisher (id, name, created_at) VALUES ('pub_1', 'a', 1)");
            handle.execute(
                "INSERT INTO bundle (id, publisher_id, title, description, credits, state,"
                    + " created_at, published_at)"
                    + " VALUES ('00000000000000ff', 'pub_1', 'a', '', '[]', 'ENDED', 1, 1)");
            handle.execute(
                "INSERT INTO subscriber (id, bundle_id, publisher_id, email, state, letters,"
                    + " lettered_at, created_at) VALUES ('sub_1', '00000000000000ff', 'pub_1',"
                    + " 'stranger@example.org', 'PENDING', 1, 1, 1)");
            handle.execute(
                "INSERT INTO purchase (id, bundle_id, publisher_id, title, email, currency,"
                    + " amount_minor, fee_basis, fee_basis_points, processor, state, asked_key,"
                    + " asked_for, claim_salt, created_at) VALUES ('ord_1', '00000000000000ff',"
                    + " 'pub_1', 'a', 'stranger@example.org', 'usd', 600, 'NET', 1000, 'sandbox',"
                    + " 'CREATED', 'a', 'a', 'a', 1)");
          });
      RunningShop shop = new RunningShop(settings);
      try {
        awaitNone(database, "SELECT COUNT(*) FROM subscriber WHERE id = 'sub_1'");
        awaitNone(database, "SELECT COUNT(*) FROM purchase WHERE id = 'ord_1'");
      } finally {
        shop.close();
      }
    }
  }

  private static void awaitNone(Database database, String sql) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (database.read(handle -> handle.select(sql).mapTo(Long.class).one()) > 0) {
      assertTrue(System.nanoTime() < end, sql);
    }
  }
}

package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What runs every minute, or while everybody waits, finds its rows by an index. */
@OnBothDatabases
class PlansTest {

  private static final Map<String, String> INDEX_OF =
      Map.of(
          "UPDATE purchase SET state = 'EXPIRED' WHERE id IN (SELECT id FROM purchase WHERE"
              + " state = 'CREATED' AND created_at < 5 ORDER BY created_at LIMIT 500)",
          "purchase_by_state",
          "SELECT id FROM purchase WHERE state IN ('EXPIRED', 'FAILED') AND created_at < 5"
              + " AND NOT EXISTS (SELECT 1 FROM payment WHERE order_id = purchase.id) LIMIT 500",
          "purchase_by_state",
          "SELECT state, COUNT(*) AS n FROM purchase GROUP BY state",
          "purchase_by_state",
          "SELECT state, COUNT(*) AS n FROM receipt GROUP BY state",
          "receipt_by_state",
          "SELECT * FROM receipt WHERE bundle_id = 'a' AND kind = 'EMAIL' AND email = 'b'"
              + " AND order_id IS NULL",
          "receipt_unbought",
          "SELECT COUNT(*) FROM payment"
              + " WHERE fee_minor IS NULL AND standing = 'SETTLES' AND paid_at < 5",
          "payment_fee_unknown",
          "DELETE FROM subscriber WHERE id IN (SELECT id FROM subscriber"
              + " WHERE state = 'PENDING' AND lettered_at < 5 LIMIT 500)",
          "subscriber_unconfirmed");

  private final Database database;
  private final boolean sqlite;

  PlansTest(TestDatabases kind) {
    database = kind.open();
    sqlite = kind == TestDatabases.SQLITE;
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void noneReadsAllThereIs() {
    INDEX_OF.forEach(
        (sql, index) -> {
          String plan = String.join("\n", plan(sql));
          assertTrue(plan.contains(index), sql + "\n" + plan);
          assertFalse(
              plan.matches("(?s).*SCAN (purchase|receipt|payment|subscriber)(?! USING).*"), plan);
        });
  }

  /** PostgreSQL reads small tables whole unless it is told not to. */
  private List<String> plan(String sql) {
    return database.write(
        handle -> {
          if (sqlite) {
            return handle
                .select("EXPLAIN QUERY PLAN " + sql)
                .map((row, context) -> row.getString("detail"))
                .list();
          }
          handle.execute("SET LOCAL enable_seqscan = off");
          return handle.select("EXPLAIN " + sql).mapTo(String.class).list();
        });
  }
}

package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.everswarm.tracker.shop.orders.Orders.Placed;
import org.everswarm.tracker.shop.payment.PaymentEvent;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever write fails, nothing of an event is left, and when it comes again all of it is there.
 */
@OnBothDatabases
class CrashTest {

  private static final List<String> TABLES =
      List.of(
          "payment_event",
          "payment",
          "purchase",
          "refund",
          "dispute",
          "ledger_entry",
          "ledger_line",
          "ledger_head",
          "receipt",
          "receipt_token",
          "claim",
          "effect",
          "mail");

  private final TestDatabases kind;
  private final Till till;

  CrashTest(TestDatabases kind) {
    this.kind = kind;
    till = new Till(kind);
    if (kind == TestDatabases.POSTGRESQL) {
      till.database.update(
          handle ->
              handle.execute(
                  "CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS"
                      + " $$ BEGIN RAISE EXCEPTION 'crash'; END $$"));
    }
  }

  @AfterEach
  void close() {
    till.close();
  }

  @Test
  void aPaymentIsFulfilledWhollyOrNotAtAll() {
    Placed placed = till.order();
    crash(
        Till.paid("ev1", placed.order().id(), "pay1"),
        "payment_event",
        "payment",
        "purchase",
        "ledger_entry",
        "ledger_line",
        "ledger_head",
        "receipt",
        "receipt_token",
        "claim",
        "mail");
    assertEquals("ACTIVE", till.receiptState(placed));
    assertEquals(1, till.letters(Till.BUYER).size());
  }

  @Test
  void aRefundIsBookedWhollyOrNotAtAll() {
    Placed placed = till.bought("pay1");
    crash(
        Till.refunded("ev2", "pay1", "re1", 600),
        "payment_event",
        "purchase",
        "refund",
        "ledger_entry",
        "ledger_line",
        "ledger_head",
        "receipt",
        "receipt_token",
        "effect",
        "mail");
    assertEquals(Order.State.REFUNDED, till.state(placed));
    assertEquals(1, till.shelf.told.revoked.size());
  }

  @Test
  void aDisputeIsOpenedAndWonWhollyOrNotAtAll() {
    Placed placed = till.bought("pay1");
    crash(
        Till.disputed("ev2", "pay1", "dp1"),
        "payment_event",
        "purchase",
        "dispute",
        "ledger_entry",
        "ledger_line",
        "ledger_head",
        "receipt",
        "receipt_token",
        "effect",
        "mail");
    assertEquals("SUSPENDED", till.receiptState(placed));
    crash(
        Till.won("ev3", "pay1", "dp1"),
        "payment_event",
        "purchase",
        "dispute",
        "ledger_entry",
        "ledger_line",
        "ledger_head",
        "receipt",
        "receipt_token",
        "claim",
        "mail");
    assertEquals("ACTIVE", till.receiptState(placed));
  }

  /** The swarms are told after the commit, or else when the shop is started again. */
  @Test
  void aDeadProcessTellsTheSwarmsWhenItIsStartedAgain() {
    Placed placed = till.bought("pay1");
    till.shelf.told.failures = 1;
    till.tell(Till.refunded("ev2", "pay1", "re1", 600));
    assertEquals("REVOKED", till.receiptState(placed));
    assertEquals(List.of(), till.shelf.told.revoked);
    assertTrue(till.shelf.effects.carryOut());
    assertEquals(1, till.shelf.told.revoked.size());
  }

  @Test
  void aRefundThatTheProcessorDidNotHearOfIsAskedForLater() {
    Placed placed = till.bought("pay1");
    till.processor.refusal = Optional.of(new Problem(Problem.Kind.UNAVAILABLE, "Not now."));
    Refund refund = till.refund(placed, OptionalLong.empty(), "key");
    assertEquals(Refund.State.REQUESTED, refund.state());
    assertEquals("ACTIVE", till.receiptState(placed));

    till.processor.refusal = Optional.empty();
    till.refunds.askPending();
    assertEquals(refund.id(), till.processor.refunds.get(0).refundId());
    assertEquals("REVOKED", till.receiptState(placed));
    assertEquals(1, till.shelf.told.revoked.size());
  }

  /**
   * Has the writes of each table fail in turn.
   *
   * @param written all tables that the event writes to
   */
  private void crash(PaymentEvent event, String... written) {
    for (String table : written) {
      Map<String, String> before = content();
      refuse(table);
      assertThrows(JdbiException.class, () -> till.tell(event), table);
      allow(table);
      assertEquals(before, content(), table);
    }
    Map<String, String> before = content();
    till.tell(event);
    assertEquals("APPLIED", till.outcome(event.eventId()));
    assertEquals(List.of(), till.ledgerFindings());
    Map<String, String> changed = content();
    changed.entrySet().removeAll(before.entrySet());
    assertEquals(new TreeSet<>(Arrays.asList(written)), new TreeSet<>(changed.keySet()));
  }

  private Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    for (String table : TABLES) {
      content.put(table, content(table));
    }
    return content;
  }

  private String content(String table) {
    List<String> rows =
        till.database.read(
            handle ->
                handle
                    .createQuery("SELECT * FROM " + table)
                    .mapToMap()
                    .map(
                        row -> {
                          row.remove("raw");
                          return new TreeMap<>(row).toString();
                        })
                    .list());
    return rows.stream().sorted().toList().toString();
  }

  private void refuse(String table) {
    till.database.update(
        handle -> {
          if (kind == TestDatabases.POSTGRESQL) {
            handle.execute(
                "CREATE TRIGGER crash BEFORE INSERT OR UPDATE ON "
                    + table
                    + " FOR EACH ROW EXECUTE FUNCTION crash()");
          } else {
            handle.execute(sqlite("crash", "INSERT", table));
            handle.execute(sqlite("crash_again", "UPDATE", table));
          }
        });
  }

  private static String sqlite(String name, String verb, String table) {
    return "CREATE TRIGGER "
        + name
        + " BEFORE "
        + verb
        + " ON "
        + table
        + " BEGIN SELECT RAISE(ABORT, 'crash'); END";
  }

  private void allow(String table) {
    till.database.update(
        handle -> {
          if (kind == TestDatabases.POSTGRESQL) {
            handle.execute("DROP TRIGGER crash ON " + table);
          } else {
            handle.execute("DROP TRIGGER crash");
            handle.execute("DROP TRIGGER crash_again");
          }
        });
  }
}

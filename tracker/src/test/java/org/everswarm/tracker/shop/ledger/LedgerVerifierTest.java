package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.everswarm.tracker.shop.ledger.JournalReader.Booked;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class LedgerVerifierTest {

  private static final List<String> TABLES = List.of("ledger_entry", "ledger_line", "ledger_head");
  private static final List<String> TEXTS =
      List.of(
          "reference",
          "kind",
          "subject",
          "order_id",
          "publisher_id",
          "currency",
          "fee_basis",
          "previous_hash",
          "hash");
  private static final List<String> NUMBERS =
      List.of(
          "seq",
          "amount_minor",
          "tax_minor",
          "fee_minor",
          "fee_basis_points",
          "over_minor",
          "booked_at");

  private final TestDatabases kind;
  private final Database database;
  private final Ledger ledger =
      new Ledger(InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")));
  private final Random random = new Random(7);

  LedgerVerifierTest(TestDatabases kind) {
    this.kind = kind;
    database = kind.open();
    database.update(handle -> new ModelBooks(random, "m").play(handle, ledger, 60));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void provesWhatIsRight() {
    LedgerVerifier.Report report = verify();
    assertEquals(List.of(), report.findings());
    assertTrue(report.proved());
    assertTrue(report.head().startsWith(report.entries() + ":"), report::head);
  }

  @Test
  void theDatabaseRefusesToChangeWhatIsBooked() {
    for (String table : TABLES) {
      refused("UPDATE " + table + " SET seq = seq");
      refused("DELETE FROM " + table);
      if (kind == TestDatabases.POSTGRESQL) {
        refused("TRUNCATE " + table + " CASCADE");
      }
      refused("INSERT INTO " + table + " SELECT * FROM " + table);
      if (kind == TestDatabases.SQLITE) {
        refused("INSERT OR REPLACE INTO " + table + " SELECT * FROM " + table);
      }
    }
    refused("UPDATE ledger_head SET seq = seq + 1");
    refused("INSERT INTO ledger_line VALUES (1, 'platform2', 'usd', 1, 1)");
    assertTrue(verify().proved());
  }

  /** Every column of every table, in a row drawn by lot. */
  @Test
  void oneFlippedBitIsFound() {
    dropTriggers();
    TEXTS.forEach(column -> found("ledger_entry", column, true));
    NUMBERS.forEach(column -> found("ledger_entry", column, false));
    List.of("account", "currency").forEach(column -> found("ledger_line", column, true));
    List.of("seq", "amount_minor", "balance_minor")
        .forEach(column -> found("ledger_line", column, false));
    found("ledger_head", "hash", true);
    found("ledger_head", "seq", false);
    found("ledger_head", "booked_at", false);
  }

  @Test
  void anEndThatWasCutOffIsMissed() {
    dropTriggers();
    String head = verify().head();
    long last = Long.parseLong(head.split(":", 2)[0]);
    database.update(
        handle -> {
          handle.execute("DELETE FROM ledger_line WHERE seq = ?", last);
          handle.execute("DELETE FROM ledger_entry WHERE seq = ?", last);
        });
    assertEquals(
        List.of("The end is cut off: entry " + last + " was booked, " + (last - 1) + " is last."),
        verify().findings());
  }

  /** Whoever rewrites the head too is caught by one who kept it elsewhere. */
  @Test
  void anEndThatWasCutOffWithItsHeadIsMissedByWhoNotedIt() {
    dropTriggers();
    String head = verify().head();
    long last = Long.parseLong(head.split(":", 2)[0]);
    database.update(
        handle -> {
          handle.execute("DELETE FROM ledger_line WHERE seq = ?", last);
          handle.execute("DELETE FROM ledger_entry WHERE seq = ?", last);
          handle.execute(
              "UPDATE ledger_head SET seq = ?,"
                  + " hash = (SELECT hash FROM ledger_entry WHERE seq = ?)",
              last - 1,
              last - 1);
        });
    assertTrue(verify().proved());
    assertEquals(
        List.of("Entry " + last + ", which was noted down, is not there."),
        database.read(handle -> new LedgerVerifier().verify(handle, head)).findings());
  }

  @Test
  void whatIsMissingInTheMiddleIsFound() {
    dropTriggers();
    for (String statement :
        List.of(
            "DELETE FROM ledger_line WHERE seq = 3",
            "DELETE FROM ledger_head",
            "INSERT INTO ledger_line VALUES (1, 'platform2', 'usd', 1, 1)",
            "INSERT INTO ledger_line VALUES (1, 'publisher:pub_x', 'eur', 5, 5)")) {
      undone(
          handle -> {
            handle.execute(statement);
            assertFalse(new LedgerVerifier().verify(handle).proved(), statement);
          });
    }
  }

  /** Whoever changes an entry and its hash contradicts the next, which has the old one. */
  @Test
  void anEntryThatWasHashedAnewBreaksTheChain() {
    dropTriggers();
    undone(
        handle -> {
          handle.execute("UPDATE ledger_entry SET booked_at = booked_at + 1 WHERE seq = 5");
          hashAnew(handle, 5, 5);
          finds(handle, "Entry 6 does not continue the chain of hashes.");
        });
  }

  /** Whoever hashes all that follows, too, must make every number right. */
  @Test
  void aChainThatWasHashedAnewStillHasToBeRight() {
    dropTriggers();
    for (String column : List.of("balance_minor", "amount_minor")) {
      undone(
          handle -> {
            String account =
                handle
                    .select("SELECT account FROM ledger_line WHERE seq = 1 ORDER BY account")
                    .mapTo(String.class)
                    .first();
            handle.execute(
                "UPDATE ledger_line SET "
                    + column
                    + " = "
                    + column
                    + " + 1 WHERE seq = 1"
                    + " AND account = ?",
                account);
            hashAnew(handle, 1, Long.MAX_VALUE);
            finds(handle, "Entry 1 states a balance of " + account + " that is not its.");
            if (column.equals("amount_minor")) {
              finds(handle, "Entry 1 does not balance: its lines sum to 1.");
            }
          });
    }
  }

  @Test
  void aChainThatIsRightAndWasHashedAnewIsFoundByWhoNotedAnEntry() {
    dropTriggers();
    String head = verify().head();
    undone(
        handle -> {
          handle.execute("UPDATE ledger_entry SET booked_at = booked_at - 1 WHERE seq = 1");
          hashAnew(handle, 1, Long.MAX_VALUE);
          assertTrue(new LedgerVerifier().verify(handle).proved());
          String last = head.split(":", 2)[0];
          assertEquals(
              List.of("Entry " + last + " is not the one that was noted down."),
              new LedgerVerifier().verify(handle, head).findings());
        });
  }

  @Test
  void linesOfNoEntryAreFound() {
    dropTriggers();
    undone(
        handle -> {
          if (kind == TestDatabases.SQLITE) {
            handle.execute("PRAGMA defer_foreign_keys = ON");
          }
          handle.execute("INSERT INTO ledger_line VALUES (99999, 'platform', 'usd', 1, 1)");
          finds(handle, "There are lines that belong to no entry.");
        });
  }

  /** As a shop would that forgot to ask. */
  @Test
  void aRefundOfMoreThanThePriceIsFound() {
    Split split = Split.of(FeeTerms.standard(), 600, 0, 47);
    undone(
        handle -> {
          ledger.sale(handle, "ord_over", "pub_1", "usd", FeeTerms.standard(), split);
          Facts sale = Journal.ofOrder(handle, "ord_over").get(0);
          Facts refund = Facts.of(EntryKind.REFUND, "ref_over", sale, 601, 0);
          SaleState before = SaleState.of(sale);
          SaleState after = before.after(refund);
          Journal.add(
              handle,
              refund,
              after.overMinor(),
              Journal.head(handle).bookedAt(),
              Ledger.difference(before.position(), after.position()));
          long seq = Journal.head(handle).seq();
          assertEquals(
              List.of("Entry " + seq + " refunds more than the price."),
              new LedgerVerifier().verify(handle).findings());
        });
  }

  private static void finds(Handle handle, String finding) {
    List<String> findings = new LedgerVerifier().verify(handle).findings();
    assertTrue(findings.contains(finding), findings::toString);
  }

  /** Gives the entries of these numbers the hashes that they must have. */
  private static void hashAnew(Handle handle, long from, long to) {
    List<Booked> all = new ArrayList<>();
    JournalReader.bySequence(handle, all::add);
    String previous = Entry.GENESIS;
    for (Booked booked : all) {
      Entry old = booked.entry();
      String hash = booked.hash();
      if (old.seq() >= from && old.seq() <= to) {
        Entry entry = Entry.of(old.seq(), old.facts(), old.overMinor(), old.bookedAt(), previous);
        hash = entry.hash(booked.lines());
        handle.execute(
            "UPDATE ledger_entry SET previous_hash = ?, hash = ? WHERE seq = ?",
            previous,
            hash,
            old.seq());
      }
      previous = hash;
    }
    if (to >= all.size()) {
      handle.execute("UPDATE ledger_head SET hash = ?", previous);
    }
  }

  private LedgerVerifier.Report verify() {
    return database.read(new LedgerVerifier()::verify);
  }

  private void refused(String statement) {
    assertThrows(
        JdbiException.class, () -> database.update(handle -> handle.execute(statement)), statement);
  }

  /** As whoever owns the database can. */
  private void dropTriggers() {
    database.update(
        handle -> {
          if (kind == TestDatabases.POSTGRESQL) {
            handle.execute("ALTER TABLE ledger_line DROP CONSTRAINT ledger_line_seq_fkey");
            TABLES.forEach(
                table -> handle.execute("ALTER TABLE " + table + " DISABLE TRIGGER ALL"));
          } else {
            handle
                .select("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .mapTo(String.class)
                .filter(name -> name.startsWith("ledger"))
                .list()
                .forEach(name -> handle.execute("DROP TRIGGER " + name));
          }
        });
  }

  private void found(String table, String column, boolean text) {
    int rows =
        database.read(
            handle -> handle.select("SELECT COUNT(*) FROM " + table).mapTo(Integer.class).one());
    for (int trial = 0; trial < 4; trial++) {
      int row = random.nextInt(rows);
      // Of a number not the lowest bits, lest it becomes one that is another row's.
      int bit = text ? random.nextInt(6) : 8 + random.nextInt(16);
      undone(
          handle -> {
            flip(handle, table, column, row, bit, text);
            assertFalse(new LedgerVerifier().verify(handle).proved(), table + "." + column);
          });
    }
    assertTrue(verify().proved());
  }

  /** Runs something of which nothing is left. */
  private void undone(HandleConsumer<RuntimeException> work) {
    assertThrows(
        CancellationException.class,
        () ->
            database.update(
                handle -> {
                  work.useHandle(handle);
                  throw new CancellationException();
                }));
  }

  private void flip(Handle handle, String table, String column, int row, int bit, boolean text) {
    String order = table.equals("ledger_line") ? "seq, account" : "seq";
    List<String> values =
        handle
            .select("SELECT " + column + " FROM " + table + " ORDER BY " + order)
            .mapTo(String.class)
            .list();
    String value = values.get(row);
    String all = table.equals("ledger_line") ? " AND account = ?" : "";
    List<String> keys =
        handle.select("SELECT seq FROM " + table + " ORDER BY " + order).mapTo(String.class).list();
    String accounts =
        all.isEmpty()
            ? ""
            : handle
                .select("SELECT account FROM ledger_line ORDER BY " + order)
                .mapTo(String.class)
                .list()
                .get(row);
    if (kind == TestDatabases.SQLITE) {
      handle.execute("PRAGMA ignore_check_constraints = ON");
      handle.execute("PRAGMA defer_foreign_keys = ON");
    }
    String update = "UPDATE " + table + " SET " + column + " = ? WHERE seq = ?" + all;
    Object changed = text ? flipped(value, bit) : (Object) (Long.parseLong(value) ^ (1L << bit));
    long key = Long.parseLong(keys.get(row));
    int updated =
        all.isEmpty()
            ? handle.execute(update, changed, key)
            : handle.execute(update, changed, key, accounts);
    assertEquals(1, updated);
  }

  /** In the middle; an empty text becomes one that is not. */
  private static String flipped(String text, int bit) {
    if (text.isEmpty()) {
      return "x";
    }
    StringBuilder changed = new StringBuilder(text);
    int at = text.length() / 2;
    changed.setCharAt(at, (char) (text.charAt(at) ^ (1 << bit)));
    return changed.toString();
  }
}

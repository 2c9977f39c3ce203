package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class ExportsTest {

  private static final int MANY = 4100;

  private final Till till;

  ExportsTest(TestDatabases kind) {
    till = new Till(kind);
  }

  @AfterEach
  void close() {
    till.close();
  }

  /** More than are read at once, many of them of the same moment. */
  private void subscribe(Handle handle) {
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO subscriber (id, bundle_id, publisher_id, email, state, letters,"
                + " lettered_at, created_at, confirmed_at)"
                + " VALUES (?, ?, ?, ?, 'CONFIRMED', 1, 1, ?, 1)");
    for (int i = 0; i < MANY; i++) {
      batch.add(
          "sub_%05d".formatted(i),
          BundleIds.hex(till.bundle.id()),
          till.shelf.alice.publisherId(),
          "reader" + i + "@example.org",
          i / 3000);
    }
    batch.execute();
  }

  @Test
  void everyRowIsThereOnceAndInOrder() {
    till.database.update(this::subscribe);
    List<String> lines =
        text(new Exports(till.database, till.parts.audit()).subscribers(till.shelf.alice));
    assertEquals(MANY + 1, lines.size());
    for (int i = 0; i < MANY; i++) {
      assertEquals("reader" + i + "@example.org", lines.get(i + 1).split(",", -1)[1]);
    }
    assertEquals(1, till.shelf.audited("subscribers.export").size());
    assertEquals(
        1, text(new Exports(till.database, till.parts.audit()).subscribers(till.shelf.bob)).size());
  }

  @Test
  void tooManyRowsAreRefusedAndTheNextIsWrittenAgain() {
    till.database.update(this::subscribe);
    Exports small = new Exports(till.database, till.parts.audit(), MANY - 1);
    Actor alice = till.shelf.alice;
    for (int i = 0; i < 2; i++) {
      assertEquals(
          Kind.TOO_LARGE, assertThrows(Problem.class, () -> small.subscribers(alice)).kind());
    }
    assertEquals(1, text(small.buyers(alice)).size());
  }

  @Test
  void oneIsWrittenAtATime() throws Exception {
    till.database.update(this::subscribe);
    Exports exports = new Exports(till.database, till.parts.audit());
    Actor alice = till.shelf.alice;
    AtomicBoolean refused = new AtomicBoolean();
    Runnable asking =
        () -> {
          while (!refused.get()) {
            try {
              exports.subscribers(alice);
            } catch (Problem busy) {
              assertEquals(Kind.UNAVAILABLE, busy.kind());
              refused.set(true);
            }
          }
        };
    CompletableFuture<Void> other = CompletableFuture.runAsync(asking);
    CompletableFuture<Void> another = CompletableFuture.runAsync(asking);
    CompletableFuture.allOf(other, another).get(60, TimeUnit.SECONDS);
    assertTrue(refused.get());
    assertEquals(MANY + 1, text(exports.subscribers(alice)).size());
  }

  private static List<String> text(byte[] csv) {
    return new String(csv, StandardCharsets.UTF_8).lines().toList();
  }
}

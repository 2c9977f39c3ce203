package org.everswarm.tracker.shop.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hundred thousand events; what it takes is told, not judged. */
class LedgerVolumeTest {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerVolumeTest.class);
  private static final int EVENTS = 100_000;
  private static final int BATCHES = 100;
  private static final int SINGLE = 500;

  @Test
  void aHundredThousandSalesRefundsAndDisputesAreProved() {
    Ledger ledger = new Ledger(InstantSource.fixed(Instant.EPOCH));
    try (Database database = TestDatabases.SQLITE.open()) {
      long start = System.nanoTime();
      Random random = new Random(42);
      for (int batch = 0; batch < BATCHES; batch++) {
        // A name of its own for each, of which a model is forgotten when it is checked.
        ModelBooks model = new ModelBooks(random, "b" + batch);
        database.update(
            handle -> {
              model.play(handle, ledger, EVENTS / BATCHES);
              assertEquals(model.balances(), model.stored(handle, ledger));
            });
      }
      tell("events in batches of 1000", EVENTS, start);
      start = System.nanoTime();
      LedgerVerifier.Report report = database.read(new LedgerVerifier()::verify);
      tell("entries proved", report.entries(), start);
      assertEquals(java.util.List.of(), report.findings());
      start = System.nanoTime();
      ModelBooks more = new ModelBooks(random, "single");
      for (int event = 0; event < SINGLE; event++) {
        database.update(handle -> more.play(handle, ledger, 1));
      }
      tell("events, each in a transaction on the disk", SINGLE, start);
    }
  }

  private static void tell(String what, long count, long start) {
    long nanos = System.nanoTime() - start;
    LOG.info("{} {}: {} a second", count, what, count * 1_000_000_000L / nanos);
  }
}

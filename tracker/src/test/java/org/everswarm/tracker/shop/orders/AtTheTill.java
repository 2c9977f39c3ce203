package org.everswarm.tracker.shop.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;

/** A till whose books must be right in the end. */
abstract class AtTheTill {

  final Till till;

  AtTheTill(TestDatabases kind) {
    till = new Till(kind);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), till.ledgerFindings());
    till.close();
  }
}

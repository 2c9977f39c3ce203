package org.everswarm.tracker.shop.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class EffectsTest {

  private static final InfoHash FILM = new InfoHash(-1, 2, 3);

  private final Shelf shelf;
  private final Shelf.Told told;

  EffectsTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    told = shelf.told;
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void nothingHappensBeforeTheCommitAndAllOfItAfter() {
    shelf.database.update(
        h -> {
          shelf.effects.track(h, FILM, Gate.PAID, 0xFEDC_BA98_7654_3210L, "a \"film\" ä");
          shelf.effects.deny(h, new InfoHash(7, 7, 7), "court order");
          shelf.effects.revoke(h, Revocation.forEver(-5));
          assertTrue(told.tracked.isEmpty());
        });
    assertEquals(3, shelf.effects.pending());
    assertTrue(shelf.effects.carryOut());
    assertEquals(Map.of(FILM.hex(), "PAID fedcba9876543210 a \"film\" ä"), told.tracked);
    assertEquals(Map.of(new InfoHash(7, 7, 7).hex(), "court order"), told.denied);
    assertEquals(List.of(-5L), told.revoked);
    assertEquals(0, shelf.effects.pending());
    shelf.effects.carryOut();
    assertEquals(List.of(-5L), told.revoked, "once is enough");
  }

  @Test
  void whatIsRolledBackNeverHappens() {
    assertThrows(
        IllegalStateException.class,
        () ->
            shelf.database.update(
                h -> {
                  shelf.effects.revoke(h, Revocation.forEver(1));
                  throw new IllegalStateException("on purpose");
                }));
    assertTrue(shelf.effects.carryOut());
    assertEquals(List.of(), told.revoked);
  }

  @Test
  void aProcessThatDiedBeforeItCouldTellHasItToldAtTheNextStart() {
    shelf.database.update(h -> shelf.effects.revoke(h, Revocation.forEver(1)));
    Effects nextStart = shelf.effects(told);
    assertTrue(nextStart.carryOut());
    assertEquals(List.of(1L), told.revoked);
  }

  @Test
  void whatFailsStaysPendingAndHoldsNothingElseUp() {
    shelf.database.update(
        h -> {
          shelf.effects.revoke(h, Revocation.forEver(1));
          shelf.effects.revoke(h, Revocation.forEver(2));
        });
    told.failures = 1;
    assertFalse(shelf.effects.carryOut());
    assertEquals(List.of(2L), told.revoked);
    assertEquals(1, shelf.effects.pending());
    assertTrue(shelf.effects.carryOut());
    assertEquals(List.of(2L, 1L), told.revoked);
  }

  @Test
  void ofEachSubjectTheLastWordIsCarriedOut() {
    shelf.database.update(h -> shelf.effects.deny(h, FILM, "one"));
    shelf.database.update(h -> shelf.effects.allow(h, FILM));
    shelf.database.update(h -> shelf.effects.deny(h, FILM, "two"));
    shelf.effects.carryOut();
    assertEquals(Map.of(FILM.hex(), "two"), told.denied);
  }

  @Test
  void whoCarriesOutAnOldWordLateCarriesOutTheNewOneAfterIt() {
    shelf.database.update(h -> shelf.effects.deny(h, FILM, "x"));
    // While this one is on its way, another process decides otherwise, and tells it first.
    told.before =
        Optional.of(
            () -> {
              shelf.database.update(h -> shelf.effects.allow(h, FILM));
              assertTrue(shelf.effects(told).carryOut());
            });
    assertTrue(shelf.effects.carryOut());
    assertEquals(Map.of(), told.denied);
    assertEquals(0, shelf.effects.pending());
  }

  @Test
  void manyAreCarriedOutInOneGo() {
    shelf.database.update(
        h -> {
          for (int i = 0; i < 450; i++) {
            shelf.effects.revoke(h, Revocation.forEver(i));
          }
        });
    assertTrue(shelf.effects.carryOut());
    assertEquals(450, told.revoked.stream().distinct().count());
    assertEquals(450, told.revoked.size());
  }
}

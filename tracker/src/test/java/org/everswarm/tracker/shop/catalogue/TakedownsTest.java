package org.everswarm.tracker.shop.catalogue;

import static org.everswarm.tracker.shop.catalogue.BundlesTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class TakedownsTest {

  private static final String REASON = "Court order 7";

  private final Shelf shelf;
  private final Desk desk;
  private final Map<String, String> denied;

  TakedownsTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    desk = shelf.desk;
    denied = shelf.told.denied;
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void aBundleGoesWithAllItsReleasesAndComesBack() {
    Bundle live = shelf.live();
    Item item = shelf.item(live, Gate.PAID);
    desk.releases().upload(shelf.alice, live.id(), item.id(), Shelf.torrent(true));
    Takedown down = desk.takedowns().takeBundle(live.id(), REASON);
    assertTrue(desk.takedowns().inForce(down));
    assertEquals(shelf.told.tracked.keySet(), denied.keySet());
    assertEquals(4, denied.size());
    assertEquals(Set.of(REASON), Set.copyOf(denied.values()));
    assertEquals(Optional.empty(), shelf.database.read(h -> desk.catalogue().live(h, live.id())));
    for (Torrent torrent : shelf.torrents(live)) {
      Problem gone =
          assertThrows(
              Problem.class,
              () ->
                  shelf.database.read(
                      h -> desk.catalogue().metainfo(h, torrent.itemId(), torrent.infoHash())));
      assertEquals(Kind.GONE, gone.kind());
      assertTrue(gone.detail().contains(REASON), gone.detail());
    }
    Problem gone =
        assertThrows(
            Problem.class, () -> shelf.database.read(h -> desk.catalogue().shown(h, live.id())));
    assertTrue(gone.detail().contains(REASON), gone.detail());
    refused(Kind.CONFLICT, () -> desk.takedowns().takeBundle(live.id(), "again"));
    String subject = shelf.alice.publisherId() + "/" + BundleIds.hex(live.id()) + " ";
    assertTrue(shelf.audited("takedown").get(0).startsWith(subject));

    Takedown lifted = desk.takedowns().lift(down.id());
    assertTrue(lifted.liftedAt().isPresent());
    assertFalse(desk.takedowns().inForce(lifted));
    assertEquals(Map.of(), denied);
    assertTrue(
        shelf.database.read(h -> desk.catalogue().live(h, live.id())).isPresent(), "for sale");
    refused(Kind.CONFLICT, () -> desk.takedowns().lift(down.id()));
    assertEquals(1, shelf.audited("takedown.lift").size());
    desk.takedowns().takeBundle(live.id(), "once more");
    assertEquals(4, denied.size());
  }

  @Test
  void whatIsTakenDownIsNotChangedMeanwhile() {
    Bundle draft = shelf.draft();
    Item item = desk.items().add(shelf.alice, draft.id(), "clip", Gate.FREE);
    byte[] torrent = Shelf.torrent(false);
    Release release = desk.releases().upload(shelf.alice, draft.id(), item.id(), torrent);
    Takedown down = desk.takedowns().takeBundle(draft.id(), REASON);
    refused(
        Kind.CONFLICT,
        () -> desk.releases().upload(shelf.alice, draft.id(), item.id(), Shelf.torrent(false)));
    refused(
        Kind.CONFLICT,
        () -> desk.publication().publish(shelf.alice, draft.id(), Publication.ATTESTATION));
    refused(Kind.CONFLICT, () -> desk.bundles().delete(shelf.alice, draft.id()));
    refused(Kind.CONFLICT, () -> desk.items().remove(shelf.alice, draft.id(), item.id()));
    desk.takedowns().lift(down.id());
    desk.takedowns().takeTorrent(release.infoHash(), REASON);
    refused(
        Kind.CONFLICT,
        () -> desk.publication().publish(shelf.alice, draft.id(), Publication.ATTESTATION));
    // It does not come back in another bundle either.
    desk.items().remove(shelf.alice, draft.id(), item.id());
    Item again = desk.items().add(shelf.alice, draft.id(), "clip", Gate.FREE);
    refused(
        Kind.CONFLICT, () -> desk.releases().upload(shelf.alice, draft.id(), again.id(), torrent));
    refused(Kind.CONFLICT, () -> desk.bundles().delete(shelf.alice, draft.id()));
    assertEquals(
        2, shelf.database.read(h -> desk.takedowns().list(h, Long.MAX_VALUE, "", 9)).size());
  }

  @Test
  void oneTorrentGoesWithoutItsBundle() {
    Bundle live = shelf.live();
    String paid = shelf.item(live, Gate.PAID).id();
    String free = shelf.item(live, Gate.FREE).id();
    InfoHash film = shelf.torrent(live, Gate.PAID).infoHash();
    InfoHash clip = shelf.torrent(live, Gate.FREE).infoHash();
    desk.takedowns().takeTorrent(film, REASON);
    assertEquals(Map.of(film.hex(), REASON), denied);
    refused(Kind.GONE, () -> shelf.database.read(h -> desk.catalogue().metainfo(h, paid, film)));
    shelf.database.read(h -> desk.catalogue().metainfo(h, free, clip));
    assertTrue(shelf.database.read(h -> desk.catalogue().live(h, live.id())).isPresent());
    String subject = shelf.alice.publisherId() + "/" + BundleIds.hex(live.id()) + " ";
    assertTrue(shelf.audited("takedown").get(0).startsWith(subject), "its publisher sees it");
  }

  @Test
  void whatTwoTakedownsCoverStaysDownUntilBothAreLifted() {
    Bundle live = shelf.live();
    InfoHash film = shelf.torrent(live, Gate.PAID).infoHash();
    Takedown one = desk.takedowns().takeTorrent(film, "the film");
    Takedown all = desk.takedowns().takeBundle(live.id(), "all of it");
    assertEquals(3, denied.size());
    desk.takedowns().lift(all.id());
    assertEquals(Map.of(film.hex(), "the film"), denied);
    Takedown again = desk.takedowns().takeBundle(live.id(), "all of it");
    desk.takedowns().lift(one.id());
    assertEquals("all of it", denied.get(film.hex()));
    desk.takedowns().lift(again.id());
    assertEquals(Map.of(), denied);
  }

  @Test
  void whatTheShopDoesNotKnowIsTakenDownToo() {
    InfoHash strange = new InfoHash(1, 2, 3);
    Takedown down = desk.takedowns().takeTorrent(strange, REASON);
    assertEquals(Map.of(strange.hex(), REASON), denied);
    refused(Kind.CONFLICT, () -> desk.takedowns().takeTorrent(strange, REASON));
    refused(Kind.NOT_FOUND, () -> desk.takedowns().takeBundle(77, REASON));
    refused(Kind.NOT_FOUND, () -> desk.takedowns().lift("tdn_nothing"));
    assertEquals(
        List.of(down), shelf.database.read(h -> desk.takedowns().list(h, Long.MAX_VALUE, "", 9)));
    assertTrue(shelf.audited("takedown").get(0).startsWith(strange.hex()));
  }

  @Test
  void aReasonIsWhatEveryClientCanShow() {
    for (String bad : List.of("", " ", "x".repeat(201), "caf\u00e9", "a\nb", "\u0000")) {
      refused(Kind.INVALID, () -> desk.takedowns().takeTorrent(new InfoHash(1, 2, 3), bad));
    }
    assertEquals(Map.of(), denied);
    assertEquals(0, shelf.effects.pending());
  }

  @Test
  void saysWhetherItIsInForceYet() {
    shelf.told.failures = 1;
    Takedown late = desk.takedowns().takeTorrent(new InfoHash(1, 2, 3), REASON);
    assertFalse(desk.takedowns().inForce(late));
    shelf.effects.carryOut();
    assertTrue(desk.takedowns().inForce(late));
    assertEquals(1, denied.size());
    shelf.told.failures = 1;
    Takedown lifted = desk.takedowns().lift(late.id());
    assertTrue(desk.takedowns().inForce(lifted), "still");
    shelf.effects.carryOut();
    assertFalse(desk.takedowns().inForce(lifted));
  }

  @Test
  void itsPublisherIsToldWhatAndWhyAndWhenItIsLifted() {
    Bundle live = shelf.live();
    InfoHash film = shelf.torrent(live, Gate.PAID).infoHash();
    Takedown one = desk.takedowns().takeTorrent(film, REASON);
    Takedown all = desk.takedowns().takeBundle(live.id(), "Court order 8");
    desk.takedowns().lift(one.id());
    desk.takedowns().lift(all.id());
    desk.takedowns().takeTorrent(new InfoHash(1, 2, 3), "nobody's");
    List<String> letters =
        shelf.database.read(
            h ->
                h.select(
                        "SELECT recipient || ' ' || subject || ' ' || body FROM mail ORDER BY created_at")
                    .mapTo(String.class)
                    .list());
    assertEquals(4, letters.size());
    assertTrue(letters.stream().allMatch(it -> it.startsWith("acc_alice@example.org ")));
    assertTrue(letters.get(0).contains("Taken down: Film"), letters.get(0));
    assertTrue(letters.get(0).contains(film.hex()) && letters.get(0).contains(REASON));
    assertTrue(letters.get(1).contains("Court order 8"), letters.get(1));
    assertFalse(letters.get(1).contains(film.hex()), letters.get(1));
    assertTrue(letters.get(2).contains("No longer taken down") && letters.get(2).contains(REASON));
    assertTrue(letters.get(3).contains("No longer taken down: Film"), letters.get(3));
    assertTrue(letters.get(3).contains("Court order 8"), letters.get(3));
  }

  @Test
  void whatElseFailsIsNotItsFault() {
    Takedown down = desk.takedowns().takeBundle(shelf.live().id(), REASON);
    shelf.database.update(
        h -> h.execute("UPDATE effect SET pending = 1 WHERE subject LIKE 'track %'"));
    assertTrue(desk.takedowns().inForce(down));
  }
}

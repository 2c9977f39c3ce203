package org.everswarm.tracker.shop.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.everswarm.tracker.shop.catalogue.BundlesTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class ReleasesTest {

  private static final Items.Change SAME =
      new Items.Change(Optional.empty(), Optional.empty(), Optional.empty());

  private final Shelf shelf;
  private final Desk desk;

  ReleasesTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    desk = shelf.desk;
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void keepsNothingOfAnUploadThatNamesAHost() {
    Bundle draft = shelf.draft();
    Item item = desk.items().add(shelf.alice, draft.id(), "film", Gate.PAID);
    byte[] uploaded = Shelf.torrent(true);
    Release release = desk.releases().upload(shelf.alice, draft.id(), item.id(), uploaded);
    byte[] kept = metainfo(item.id(), release.infoHash());
    Metainfo metainfo = TorrentCheck.stored(kept);
    assertEquals(TorrentCheck.stored(uploaded).infoHash(), metainfo.infoHash());
    assertEquals(List.of(), metainfo.announceList());
    assertEquals(List.of(), metainfo.urlList());
    assertFalse(new String(kept, ISO_8859_1).contains("elsewhere.example"));
    assertEquals(1, release.number());
    assertEquals(10, release.sizeBytes());
    assertEquals(1, release.files());
  }

  @Test
  void whatIsBehindAGateMustBePrivate() {
    Bundle draft = shelf.draft();
    Item paid = desk.items().add(shelf.alice, draft.id(), "film", Gate.PAID);
    Item email = desk.items().add(shelf.alice, draft.id(), "clip", Gate.EMAIL);
    Item free = desk.items().add(shelf.alice, draft.id(), "trailer", Gate.FREE);
    for (Item item : List.of(paid, email)) {
      refused(
          Kind.INVALID,
          () -> desk.releases().upload(shelf.alice, draft.id(), item.id(), Shelf.torrent(false)));
    }
    desk.releases().upload(shelf.alice, draft.id(), free.id(), Shelf.torrent(false));
    // Nor does it get behind one later.
    Items.Change toPaid =
        new Items.Change(Optional.empty(), Optional.of(Gate.PAID), Optional.empty());
    refused(Kind.INVALID, () -> desk.items().change(shelf.alice, draft.id(), free.id(), toPaid));
    desk.releases().upload(shelf.alice, draft.id(), free.id(), Shelf.torrent(true));
    assertEquals(Gate.PAID, desk.items().change(shelf.alice, draft.id(), free.id(), toPaid).gate());
  }

  @Test
  void inADraftAnUploadReplacesTheOneBefore() {
    Bundle draft = shelf.draft();
    Item item = desk.items().add(shelf.alice, draft.id(), "film", Gate.PAID);
    Release first = desk.releases().upload(shelf.alice, draft.id(), item.id(), Shelf.torrent(true));
    Release second =
        desk.releases().upload(shelf.alice, draft.id(), item.id(), Shelf.torrent(true));
    assertEquals(1, second.number());
    assertEquals(
        List.of(second), shelf.database.read(h -> desk.catalogue().releases(h, item.id())));
    refused(Kind.NOT_FOUND, () -> metainfo(item.id(), first.infoHash()));
    assertEquals(Map.of(), shelf.told.tracked);
  }

  @Test
  void afterwardsItIsANewReleaseThatOldBuyersGetAndTheOldOneStays() {
    Bundle live = shelf.live();
    Item item = shelf.item(live, Gate.PAID);
    InfoHash old = shelf.torrent(live, Gate.PAID).infoHash();
    byte[] oldMetainfo = metainfo(item.id(), old);
    byte[] better = Shelf.torrent(true);
    Release second = desk.releases().upload(shelf.alice, live.id(), item.id(), better);
    assertEquals(2, second.number());
    assertEquals(second.infoHash(), shelf.torrent(live, Gate.PAID).infoHash());
    assertEquals(3, shelf.torrents(live).size());
    assertArrayEquals(oldMetainfo, metainfo(item.id(), old));
    assertEquals(
        shelf.told.tracked.get(old.hex()), shelf.told.tracked.get(second.infoHash().hex()));
    // The same again changes nothing; an old one never comes again.
    assertEquals(second, desk.releases().upload(shelf.alice, live.id(), item.id(), better));
    refused(
        Kind.CONFLICT,
        () -> desk.releases().upload(shelf.alice, live.id(), item.id(), oldMetainfo));
    // Paused or ended, those who have it get what is better yet.
    desk.publication().end(shelf.alice, live.id());
    assertEquals(
        3, desk.releases().upload(shelf.alice, live.id(), item.id(), Shelf.torrent(true)).number());
    assertEquals(5, shelf.told.tracked.size());
  }

  @Test
  void theDatabaseKeepsReleasesAndAttestationsAsTheyAre() {
    Bundle live = shelf.live();
    for (String change :
        List.of(
            "UPDATE torrent SET metainfo = NULL",
            "UPDATE torrent SET release_number = 7",
            "DELETE FROM torrent",
            "UPDATE attestation SET wording = ''",
            "DELETE FROM attestation")) {
      assertThrows(
          JdbiException.class, () -> shelf.database.update(h -> h.execute(change)), change);
    }
    assertEquals(3, shelf.torrents(live).size());
  }

  @Test
  void anInfoHashBelongsToOneItemOfOneBundle() {
    Bundle live = shelf.live();
    Torrent film = shelf.torrent(live, Gate.PAID);
    byte[] taken = metainfo(film.itemId(), film.infoHash());
    Bundle his = desk.bundles().create(shelf.bob, "mine now", "", List.of());
    Item stolen = desk.items().add(shelf.bob, his.id(), "for free", Gate.FREE);
    refused(Kind.CONFLICT, () -> desk.releases().upload(shelf.bob, his.id(), stolen.id(), taken));
    refused(
        Kind.CONFLICT,
        () ->
            desk.releases()
                .upload(shelf.alice, live.id(), shelf.item(live, Gate.FREE).id(), taken));
  }

  @Test
  void aDraftKeepsNobodyFromPublishing() {
    byte[] film = Shelf.torrent(true);
    Bundle thiefs = desk.bundles().create(shelf.bob, "not his", "", List.of());
    Item stolen = desk.items().add(shelf.bob, thiefs.id(), "film", Gate.EMAIL);
    Release held = desk.releases().upload(shelf.bob, thiefs.id(), stolen.id(), film);
    // Not even one that is taken down.
    Takedown down = desk.takedowns().takeBundle(thiefs.id(), "not his");
    Bundle hers = shelf.draft();
    Item own = desk.items().add(shelf.alice, hers.id(), "film", Gate.EMAIL);
    desk.releases().upload(shelf.alice, hers.id(), own.id(), film);
    Item again = desk.items().add(shelf.alice, hers.id(), "film", Gate.EMAIL);
    refused(Kind.CONFLICT, () -> desk.releases().upload(shelf.alice, hers.id(), again.id(), film));
    desk.items().remove(shelf.alice, hers.id(), again.id());
    desk.publication().publish(shelf.alice, hers.id(), Publication.ATTESTATION);
    assertEquals(Set.of(held.infoHash().hex()), shelf.told.tracked.keySet());
    assertEquals(Map.of(), shelf.told.denied);
    desk.takedowns().lift(down.id());
    assertEquals(Map.of(), shelf.told.denied);
    refused(
        Kind.CONFLICT,
        () -> desk.publication().publish(shelf.bob, thiefs.id(), Publication.ATTESTATION));
    assertThrows(
        JdbiException.class,
        () -> shelf.database.update(h -> h.execute("UPDATE torrent SET published = 1")),
        "nor by a slip of the program");
  }

  @Test
  void buyersKeepTheirItemsAndTheirGates() {
    Bundle live = shelf.live();
    Item item = shelf.item(live, Gate.PAID);
    refused(Kind.CONFLICT, () -> desk.items().remove(shelf.alice, live.id(), item.id()));
    refused(
        Kind.CONFLICT,
        () ->
            desk.items()
                .change(
                    shelf.alice,
                    live.id(),
                    item.id(),
                    new Items.Change(Optional.empty(), Optional.of(Gate.FREE), Optional.empty())));
    Items.Change renamed =
        new Items.Change(Optional.of("The film"), Optional.empty(), Optional.of(9));
    Item changed = desk.items().change(shelf.alice, live.id(), item.id(), renamed);
    assertEquals("The film", changed.name());
    assertEquals(9, changed.position());
    assertEquals(changed, desk.items().change(shelf.alice, live.id(), item.id(), SAME));
    List<Item> items = shelf.items(live);
    assertEquals(changed, items.get(items.size() - 1));
  }

  @Test
  void aBundleHasSoManyItemsAndAPublisherSoMuchRoom() {
    Bundle draft = shelf.draft();
    Item first = desk.items().add(shelf.alice, draft.id(), "item", Gate.FREE);
    desk.releases().upload(shelf.alice, draft.id(), first.id(), Shelf.torrent(false));
    shelf.database.update(
        h -> h.execute("UPDATE torrent SET metainfo_bytes = ?", Releases.STORED_BYTES_MAX));
    Item second = desk.items().add(shelf.alice, draft.id(), "item", Gate.FREE);
    refused(
        Kind.CONFLICT,
        () -> desk.releases().upload(shelf.alice, draft.id(), second.id(), Shelf.torrent(false)));
    for (int i = 2; i < Items.ITEMS_MAX; i++) {
      desk.items().add(shelf.alice, draft.id(), "item", Gate.FREE);
    }
    refused(Kind.CONFLICT, () -> desk.items().add(shelf.alice, draft.id(), "item", Gate.FREE));
  }

  @Test
  void whatCouldNotBeToldToTheSwarmsIsToldLater() {
    Bundle live = shelf.live();
    Item item = shelf.item(live, Gate.PAID);
    shelf.told.failures = 1;
    Release second = desk.releases().upload(shelf.alice, live.id(), item.id(), Shelf.torrent(true));
    assertFalse(shelf.told.tracked.containsKey(second.infoHash().hex()));
    shelf.effects.carryOut();
    assertEquals(4, shelf.told.tracked.size());
  }

  private byte[] metainfo(String itemId, InfoHash hash) {
    return shelf.database.read(h -> desk.catalogue().metainfo(h, itemId, hash)).toBytes();
  }
}

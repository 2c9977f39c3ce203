package org.everswarm.tracker.shop.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@OnBothDatabases
class BundlesTest {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2};
  private static final Bundles.Change RETITLED =
      new Bundles.Change(Optional.of("New"), Optional.empty(), Optional.empty());

  private final Shelf shelf;
  private final Desk desk;

  BundlesTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    desk = shelf.desk;
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void aDraftSaysWhatItsPublisherSaid() {
    String hostile = "'); DROP TABLE bundle; -- <script>alert(1)</script> \u65e5\u672c =1+1";
    Bundle made =
        desk.bundles()
            .create(shelf.alice, " " + hostile, "a\nb", List.of(new Credit("by", hostile)));
    Bundle read = shelf.database.read(h -> desk.catalogue().find(h, made.id()).orElseThrow());
    assertEquals(made, read);
    assertEquals(hostile, read.title());
    assertEquals(List.of(new Credit("by", hostile)), read.credits());
    assertEquals(State.DRAFT, read.state());
    assertEquals(Optional.empty(), read.publishedAt());
  }

  @Test
  void aChangeLeavesWhatItDoesNotName() {
    Bundle draft = shelf.draft();
    Bundle changed = desk.bundles().change(shelf.alice, draft.id(), RETITLED);
    assertEquals("New", changed.title());
    assertEquals(draft.description(), changed.description());
    assertEquals(draft.credits(), changed.credits());
    changed =
        desk.bundles()
            .change(
                shelf.alice,
                draft.id(),
                new Bundles.Change(Optional.empty(), Optional.of(""), Optional.of(List.of())));
    assertEquals("New", changed.title());
    assertEquals("", changed.description());
    assertEquals(List.of(), changed.credits());
  }

  @Test
  void refusesTextsThatAreTooLongOrNotWhatTheyLookLike() {
    for (String bad :
        List.of("", " ", "x".repeat(201), "a\nb", "a\u0000b", "a\u202eb", "a\ud800", "\u2028")) {
      refused(Kind.INVALID, () -> desk.bundles().create(shelf.alice, bad, "", List.of()));
      refused(
          Kind.INVALID,
          () -> desk.bundles().create(shelf.alice, "x", "", List.of(new Credit("by", bad))));
    }
    for (String bad : List.of("x".repeat(20_001), "a\u0000", "\u202e", "\ud800")) {
      refused(Kind.INVALID, () -> desk.bundles().create(shelf.alice, "x", bad, List.of()));
    }
    List<Credit> many = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      many.add(new Credit("by", "x"));
    }
    refused(Kind.INVALID, () -> desk.bundles().create(shelf.alice, "x", "", many));
  }

  @Test
  void anotherPublishersBundleLooksLikeNone() {
    Bundle live = shelf.live();
    Item item = shelf.item(live, Gate.FREE);
    long id = live.id();
    List<Executable> tries =
        List.of(
            () -> shelf.database.read(h -> desk.bundles().get(h, shelf.bob, id)),
            () -> desk.bundles().change(shelf.bob, id, RETITLED),
            () -> desk.bundles().delete(shelf.bob, id),
            () -> desk.bundles().setPrices(shelf.bob, id, List.of()),
            () -> desk.covers().put(shelf.bob, id, PNG),
            () -> desk.covers().remove(shelf.bob, id),
            () -> desk.items().add(shelf.bob, id, "x", Gate.FREE),
            () ->
                desk.items()
                    .change(
                        shelf.bob,
                        id,
                        item.id(),
                        new Items.Change(Optional.empty(), Optional.empty(), Optional.empty())),
            () -> desk.items().remove(shelf.bob, id, item.id()),
            () -> desk.releases().upload(shelf.bob, id, item.id(), Shelf.torrent(true)),
            () -> desk.publication().publish(shelf.bob, id, Publication.ATTESTATION),
            () -> desk.publication().pause(shelf.bob, id),
            () -> desk.publication().resume(shelf.bob, id),
            () -> desk.publication().end(shelf.bob, id));
    for (Executable one : tries) {
      Problem problem = assertThrows(Problem.class, one);
      assertEquals(Kind.NOT_FOUND, problem.kind());
      assertEquals("There is no such bundle.", problem.detail());
    }
    // Nor an item of hers in a bundle of his.
    Bundle his = desk.bundles().create(shelf.bob, "x", "", List.of());
    refused(
        Kind.NOT_FOUND,
        () -> desk.releases().upload(shelf.bob, his.id(), item.id(), Shelf.torrent(true)));
    refused(Kind.NOT_FOUND, () -> desk.items().remove(shelf.bob, his.id(), item.id()));
    assertEquals(State.LIVE, shelf.state(live));
    assertEquals(3, shelf.torrents(live).size());
  }

  @Test
  void listsPageByPageTheNewestFirst() {
    List<Long> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, shelf.draft().id());
    }
    desk.bundles().create(shelf.bob, "his", "", List.of());
    List<Long> read = new ArrayList<>();
    long before = Long.MAX_VALUE;
    String id = "";
    for (int page = 0; page < 3; page++) {
      long from = before;
      String fromId = id;
      List<Bundle> some =
          shelf.database.read(
              h -> desk.bundles().list(h, shelf.alice.publisherId(), from, fromId, 2));
      some.forEach(bundle -> read.add(bundle.id()));
      Bundle last = some.get(some.size() - 1);
      before = last.createdAt().toEpochMilli();
      id = org.everswarm.protocol.receipt.BundleIds.hex(last.id());
    }
    assertEquals(made, read);
  }

  @Test
  void onlyDraftsAreDeleted() {
    Bundle draft = shelf.draft();
    Item item = desk.items().add(shelf.alice, draft.id(), "x", Gate.FREE);
    byte[] torrent = Shelf.torrent(false);
    desk.releases().upload(shelf.alice, draft.id(), item.id(), torrent);
    desk.covers().put(shelf.alice, draft.id(), PNG);
    desk.bundles().delete(shelf.alice, draft.id());
    assertEquals(Optional.empty(), shelf.database.read(h -> desk.catalogue().find(h, draft.id())));
    // What was in it is free for others.
    Bundle other = shelf.draft();
    Item again = desk.items().add(shelf.alice, other.id(), "x", Gate.FREE);
    assertEquals(1, desk.releases().upload(shelf.alice, other.id(), again.id(), torrent).number());
    refused(Kind.CONFLICT, () -> desk.bundles().delete(shelf.alice, shelf.live().id()));
  }

  @Test
  void aCoverIsThePictureThatItSaysItIs() {
    Bundle draft = shelf.draft();
    desk.covers().put(shelf.alice, draft.id(), PNG);
    Covers.Cover cover = shelf.database.read(h -> desk.covers().find(h, draft.id()).orElseThrow());
    assertEquals("image/png", cover.contentType());
    assertArrayEquals(PNG, cover.content());
    Bundle shown = shelf.database.read(h -> desk.catalogue().find(h, draft.id()).orElseThrow());
    assertTrue(shown.hasCover());
    byte[] html = "<html><script>".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    refused(Kind.INVALID, () -> desk.covers().put(shelf.alice, draft.id(), html));
    refused(Kind.INVALID, () -> desk.covers().put(shelf.alice, draft.id(), new byte[0]));
    byte[] large = java.util.Arrays.copyOf(PNG, (10 << 20) + 1);
    refused(Kind.TOO_LARGE, () -> desk.covers().put(shelf.alice, draft.id(), large));
    desk.covers().remove(shelf.alice, draft.id());
    assertEquals(Optional.empty(), shelf.database.read(h -> desk.covers().find(h, draft.id())));
  }

  @Test
  void pricesAreOnePerCurrencyAndOfOneModelEach() {
    Bundle draft = shelf.draft();
    Price open = new Price("eur", Model.PAY_WHAT_YOU_WANT, 0, 100, 500);
    Price nothing = new Price("jpy", Model.FREE, 0, 0, 0);
    List<Price> prices = List.of(open, nothing, Shelf.fixed("usd", 600));
    assertEquals(prices, desk.bundles().setPrices(shelf.alice, draft.id(), prices));
    assertEquals(
        Optional.of(open), shelf.database.read(h -> desk.catalogue().price(h, draft.id(), "eur")));
    assertEquals(
        Optional.empty(), shelf.database.read(h -> desk.catalogue().price(h, draft.id(), "gbp")));
    for (Price bad :
        List.of(
            Shelf.fixed("usd", 0),
            Shelf.fixed("usd", -600),
            Shelf.fixed("usd", 1),
            Shelf.fixed("usd", Long.MAX_VALUE),
            Shelf.fixed("USD", 600),
            Shelf.fixed("xyz", 600),
            Shelf.fixed("", 600),
            new Price("usd", Model.FREE, 1, 0, 0),
            new Price("usd", Model.FREE, 0, 100, 100),
            new Price("usd", Model.FIXED, 600, 100, 100),
            new Price("usd", Model.PAY_WHAT_YOU_WANT, 600, 100, 100),
            new Price("usd", Model.PAY_WHAT_YOU_WANT, 0, 500, 100),
            new Price("usd", Model.PAY_WHAT_YOU_WANT, 0, 1, 100),
            new Price("usd", Model.PAY_WHAT_YOU_WANT, 0, Long.MIN_VALUE, 0))) {
      refused(Kind.INVALID, () -> desk.bundles().setPrices(shelf.alice, draft.id(), List.of(bad)));
    }
    refused(
        Kind.INVALID,
        () ->
            desk.bundles()
                .setPrices(
                    shelf.alice,
                    draft.id(),
                    List.of(Shelf.fixed("usd", 600), Shelf.fixed("usd", 700))));
    assertEquals(prices, shelf.database.read(h -> desk.catalogue().prices(h, draft.id())));
    assertEquals(List.of(), desk.bundles().setPrices(shelf.alice, draft.id(), List.of()));
  }

  static void refused(Kind kind, Executable work) {
    Problem problem = assertThrows(Problem.class, work);
    assertEquals(kind, problem.kind(), problem.detail());
    assertTrue(problem.detail().endsWith("."), problem.detail());
  }
}

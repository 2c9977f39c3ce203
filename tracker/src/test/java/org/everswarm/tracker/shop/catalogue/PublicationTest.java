package org.everswarm.tracker.shop.catalogue;

import static org.everswarm.tracker.shop.catalogue.BundlesTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.GateIds;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class PublicationTest {

  private final Shelf shelf;
  private final Desk desk;

  PublicationTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    desk = shelf.desk;
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void aDraftGoesLiveWhenItIsCompleteAndItsPublisherVouchesForIt() {
    Bundle draft = shelf.draft();
    long id = draft.id();
    refused(Kind.CONFLICT, () -> publish(id));
    Item item = desk.items().add(shelf.alice, id, "film", Gate.PAID);
    refused(Kind.CONFLICT, () -> publish(id));
    desk.releases().upload(shelf.alice, id, item.id(), Shelf.torrent(true));
    refused(Kind.CONFLICT, () -> publish(id));
    desk.bundles().setPrices(shelf.alice, id, List.of(Shelf.fixed("usd", 600)));
    for (String text : List.of("", "yes", Publication.ATTESTATION + " ")) {
      refused(Kind.INVALID, () -> desk.publication().publish(shelf.alice, id, text));
    }
    assertEquals(State.DRAFT, shelf.state(draft));
    assertEquals(Map.of(), shelf.told.tracked, "a draft is not on the tracker");
    assertEquals(Optional.empty(), shelf.database.read(h -> desk.catalogue().live(h, id)));

    Bundle live = publish(id);
    assertEquals(State.LIVE, live.state());
    assertEquals(Optional.of(live), shelf.database.read(h -> desk.catalogue().live(h, id)));
    assertTrue(live.publishedAt().isPresent());
    assertEquals(
        List.of(shelf.alice.accountId() + " " + Publication.ATTESTATION),
        shelf.database.read(
            h ->
                h.select(
                        "SELECT account_id || ' ' || wording FROM attestation"
                            + " WHERE bundle_id = ? AND attested_at > 1700000000000",
                        BundleIds.hex(id))
                    .mapTo(String.class)
                    .list()));
    assertEquals(1, shelf.audited("bundle.publish").size());
  }

  @Test
  void everyTorrentIsTrackedBehindItsOwnGate() {
    Bundle live = shelf.live();
    Map<String, String> due = new TreeMap<>();
    for (Gate gate : Gate.values()) {
      due.put(
          shelf.torrent(live, gate).infoHash().hex(),
          gate + " " + BundleIds.hex(GateIds.of(live.id(), gate)) + " film");
    }
    assertEquals(due, shelf.told.tracked);
  }

  @Test
  void whatIsNotPaidForNeedsNoPrice() {
    Bundle draft = shelf.draft();
    Item item = desk.items().add(shelf.alice, draft.id(), "clip", Gate.EMAIL);
    desk.releases().upload(shelf.alice, draft.id(), item.id(), Shelf.torrent(true));
    assertEquals(State.LIVE, publish(draft.id()).state());
    // But a PAID item comes only when there is one.
    refused(Kind.CONFLICT, () -> desk.items().add(shelf.alice, draft.id(), "film", Gate.PAID));
    desk.bundles().setPrices(shelf.alice, draft.id(), List.of(Shelf.fixed("usd", 600)));
    desk.items().add(shelf.alice, draft.id(), "film", Gate.PAID);
    refused(Kind.CONFLICT, () -> desk.bundles().setPrices(shelf.alice, draft.id(), List.of()));
  }

  @Test
  void fromEachStateOnlyWhatIsMeantToFollow() {
    Bundle draft = shelf.draft();
    refused(Kind.CONFLICT, () -> desk.publication().pause(shelf.alice, draft.id()));
    refused(Kind.CONFLICT, () -> desk.publication().resume(shelf.alice, draft.id()));
    refused(Kind.CONFLICT, () -> desk.publication().end(shelf.alice, draft.id()));

    Bundle bundle = shelf.live();
    long id = bundle.id();
    refused(Kind.CONFLICT, () -> publish(id));
    refused(Kind.CONFLICT, () -> desk.publication().resume(shelf.alice, id));
    assertEquals(State.PAUSED, desk.publication().pause(shelf.alice, id).state());
    assertEquals(Optional.empty(), shelf.database.read(h -> desk.catalogue().live(h, id)));
    refused(Kind.GONE, () -> shelf.database.read(h -> desk.catalogue().shown(h, id)));
    refused(Kind.CONFLICT, () -> desk.publication().pause(shelf.alice, id));
    refused(Kind.CONFLICT, () -> publish(id));
    Bundle again = desk.publication().resume(shelf.alice, id);
    assertEquals(State.LIVE, again.state());
    assertEquals(bundle.publishedAt(), again.publishedAt());
    assertEquals(State.ENDED, desk.publication().end(shelf.alice, id).state());
    refused(Kind.CONFLICT, () -> desk.publication().end(shelf.alice, id));
    refused(Kind.CONFLICT, () -> desk.publication().pause(shelf.alice, id));
    refused(Kind.CONFLICT, () -> desk.publication().resume(shelf.alice, id));
    refused(Kind.CONFLICT, () -> publish(id));
    refused(Kind.CONFLICT, () -> desk.bundles().setPrices(shelf.alice, id, List.of()));
    refused(Kind.CONFLICT, () -> desk.items().add(shelf.alice, id, "x", Gate.FREE));
    assertEquals(3, shelf.told.tracked.size(), "who has it keeps it");
    assertEquals(3, shelf.torrents(bundle).size());
    Bundle other = shelf.live();
    desk.publication().pause(shelf.alice, other.id());
    assertEquals(State.ENDED, desk.publication().end(shelf.alice, other.id()).state());
  }

  @Test
  void showsTheLatestFirstAndOnlyWhatIsForSale() {
    Bundle first = shelf.live();
    Bundle second = shelf.live();
    Bundle paused = shelf.live();
    Bundle down = shelf.live();
    shelf.draft();
    desk.publication().pause(shelf.alice, paused.id());
    desk.takedowns().takeBundle(down.id(), "court order");
    assertEquals(List.of(second.id(), first.id()), shown(Long.MAX_VALUE, 10));
    assertEquals(List.of(second.id()), shown(Long.MAX_VALUE, 1));
    long published = second.publishedAt().orElseThrow().toEpochMilli();
    assertEquals(List.of(first.id()), shown(published, 10));
  }

  private List<Long> shown(long before, int limit) {
    return shelf.database.read(
        h -> desk.bundles().live(h, before, "", limit).stream().map(Bundle::id).toList());
  }

  @Test
  void whatIsTrackedForSomebodyElseIsNotPublished() {
    Effects occupied =
        shelf.effects(
            new Shelf.Told() {
              @Override
              public boolean mayTrack(
                  org.everswarm.protocol.InfoHash infoHash, Gate gate, long bundleId) {
                return false;
              }
            });
    Desk elsewhere = shelf.desk(occupied);
    Bundle draft = shelf.draft();
    Item item = desk.items().add(shelf.alice, draft.id(), "clip", Gate.FREE);
    desk.releases().upload(shelf.alice, draft.id(), item.id(), Shelf.torrent(true));
    refused(
        Kind.CONFLICT,
        () -> elsewhere.publication().publish(shelf.alice, draft.id(), Publication.ATTESTATION));
    assertEquals(State.DRAFT, shelf.state(draft));
  }

  private Bundle publish(long bundleId) {
    return desk.publication().publish(shelf.alice, bundleId, Publication.ATTESTATION);
  }
}

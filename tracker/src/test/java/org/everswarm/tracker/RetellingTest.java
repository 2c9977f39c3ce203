package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.GateIds;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.registry.RegistryChange;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Effects;
import org.everswarm.tracker.shop.catalogue.Retelling;
import org.everswarm.tracker.shop.catalogue.Shelf;
import org.everswarm.tracker.shop.catalogue.Swarms;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shop's database and a node's data directory of which one is newer than the other. */
@OnBothDatabases
class RetellingTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final InfoHash SONG = new InfoHash(4, 5, 6);
  private static final InfoHash BOOK = new InfoHash(7, 8, 9);
  private static final long DAY_MILLIS = 86_400_000;

  private final Shelf shelf;
  private final long begun;
  private final List<Node> nodes = new ArrayList<>();

  RetellingTest(TestDatabases kind) {
    shelf = new Shelf(kind);
    begun = shelf.now.get();
  }

  @AfterEach
  void close() throws IOException {
    shelf.close();
    for (Node node : nodes) {
      node.close();
    }
  }

  /** What a data directory holds, empty at first, by the shelf's clock. */
  private final class Node {

    final Registry registry;
    final Revocations revocations;
    final RegistrySwarms swarms;
    final Effects effects;

    Node() throws IOException {
      Path directory = Files.createTempDirectory("node");
      registry = Registry.open(directory.resolve("registry"), shelf.now::get);
      revocations = Revocations.open(directory.resolve("revocations"), () -> hours());
      swarms = new RegistrySwarms(registry, revocations);
      effects = shelf.effects(swarms);
      nodes.add(this);
    }

    Set<Object> all() {
      Set<Object> all = new HashSet<>(registry.changes());
      all.addAll(registry.denials().list());
      all.addAll(revocations.list());
      return all;
    }

    int retell() {
      Retelling retelling = retelling(swarms);
      int pages = 1;
      while (retelling.next()) {
        pages++;
      }
      return pages;
    }

    void close() throws IOException {
      registry.close();
      revocations.close();
    }
  }

  private Retelling retelling(Swarms swarms) {
    return new Retelling(shelf.database, swarms, () -> Instant.ofEpochMilli(shelf.now.get()));
  }

  private long hours() {
    return shelf.now.get() / 3_600_000;
  }

  private void later(long millis) {
    shelf.now.addAndGet(millis);
  }

  @Test
  void anEmptyDataDirectoryGetsWhatTheCatalogueHas() throws IOException {
    Node node = new Node();
    Set<Registration> expected = new HashSet<>();
    List<Bundle> bundles = List.of(shelf.live(), shelf.live(), shelf.live());
    shelf.desk.publication().pause(shelf.alice, bundles.get(1).id());
    shelf.desk.publication().end(shelf.alice, bundles.get(2).id());
    shelf.draft();
    for (Bundle bundle : bundles) {
      for (Gate gate : Gate.values()) {
        var torrent = shelf.torrent(bundle, gate);
        long opens = GateIds.of(bundle.id(), gate);
        expected.add(new Registration(torrent.infoHash(), gate, opens, torrent.name()));
      }
    }
    InfoHash denied = shelf.torrent(bundles.get(0), Gate.PAID).infoHash();
    shelf.desk.takedowns().takeTorrent(denied, "court order");
    long end = hours() + 100;
    shelf.database.update(h -> node.effects.revoke(h, new Revocation(5, end)));
    assertTrue(node.effects.carryOut());
    later(DAY_MILLIS);

    Node empty = new Node();
    empty.retell();

    assertEquals(expected, new HashSet<>(empty.registry.list()));
    assertEquals(
        "court order", Objects.requireNonNull(empty.registry.denials().find(denied)).reason());
    assertEquals(List.of(new Revocation(5, end)), empty.revocations.list());
    Set<Object> first = empty.all();
    List<Object> told = new ArrayList<>();
    empty.registry.onLocalChange(told::add);
    empty.retell();
    assertEquals(first, empty.all(), "a second start changes nothing");
    assertEquals(List.of(), told);
  }

  @Test
  void manyComeInPagesAndOnlyThoseThatCountYet() throws IOException {
    Node node = new Node();
    shelf.database.update(
        h -> {
          for (int i = 0; i < 700; i++) {
            node.effects.track(h, new InfoHash(i, i, i), Gate.FREE, 0, "free " + i);
            node.effects.revoke(h, new Revocation(i, hours() + (i < 600 ? 10 : 1000)));
          }
        });
    assertTrue(node.effects.carryOut());
    shelf.database.update(h -> node.effects.track(h, FILM, Gate.FREE, 0, "not carried out yet"));
    later(10 * DAY_MILLIS);

    Node empty = new Node();
    assertEquals(2, empty.retell(), "pages: those that are over are not even read");
    assertEquals(700, empty.registry.list().size());
    assertNull(empty.registry.find(FILM), "that is for who carries it out");
    assertEquals(100, empty.revocations.size());
  }

  @Test
  void whatIsToldAgainIsToldToTheOtherNodes() throws IOException {
    Node node = new Node();
    shelf.database.update(
        h -> {
          node.effects.track(h, FILM, Gate.FREE, 0, "film");
          node.effects.deny(h, SONG, "x");
          node.effects.revoke(h, Revocation.forEver(5));
        });
    assertTrue(node.effects.carryOut());
    Node empty = new Node();
    List<Object> told = new ArrayList<>();
    empty.registry.onLocalChange(told::add);
    empty.registry.denials().onLocalChange(told::add);
    empty.revocations.onLocalRevoke(told::add);
    empty.retell();
    assertEquals(
        Set.of(
            RegistryChange.added(new Registration(FILM, Gate.FREE, 0, "film"), begun),
            new Denial(SONG, "x", begun),
            Revocation.forEver(5)),
        new HashSet<>(told));
  }

  @Test
  void aDatabaseOfYesterdayTakesNothingBack() throws IOException {
    Node node = new Node();
    shelf.database.update(
        h -> {
          node.effects.track(h, FILM, Gate.PAID, 7, "film");
          node.effects.deny(h, BOOK, "yesterday's reason");
          node.effects.allow(h, FILM);
        });
    assertTrue(node.effects.carryOut());
    later(DAY_MILLIS);
    // Of today the database, brought back from yesterday's copy, knows nothing.
    node.registry.remove(FILM);
    node.swarms.track(SONG, Gate.PAID, 8, "song");
    node.swarms.allow(BOOK);
    node.swarms.deny(FILM, "today's reason");
    node.swarms.revoke(Revocation.forEver(5));
    later(1000);
    Set<Object> today = node.all();

    node.retell();

    assertNull(node.registry.find(FILM));
    assertNotNull(node.registry.find(SONG));
    assertNull(node.registry.denials().find(BOOK));
    assertNotNull(node.registry.denials().find(FILM));
    assertTrue(node.revocations.contains(5), "void stays void");
    today.removeIf(word -> word instanceof RegistryChange);
    Set<Object> after = node.all();
    after.removeIf(word -> word instanceof RegistryChange);
    assertEquals(today, after);
  }

  @Test
  void aDataDirectoryOfYesterdayLearnsWhatWasDecidedSince() throws IOException {
    Node node = new Node();
    node.registry.add(new Registration(SONG, Gate.PAID, 8, "song"));
    node.registry.denials().deny(BOOK, "x");
    later(DAY_MILLIS);
    Node lost = new Node();
    shelf.database.update(
        h -> {
          lost.effects.allow(h, BOOK);
          lost.effects.deny(h, SONG, "y");
        });
    assertTrue(lost.effects.carryOut());
    later(1000);
    node.retell();
    assertNull(node.registry.denials().find(BOOK));
    assertNotNull(node.registry.denials().find(SONG));
    assertNotNull(node.registry.find(SONG));
  }

  @Test
  void aPageThatFailsIsToldAgain() throws IOException {
    Node node = new Node();
    shelf.database.update(h -> node.effects.track(h, FILM, Gate.FREE, 0, "film"));
    assertTrue(node.effects.carryOut());
    Node closed = new Node();
    closed.registry.close();
    Node open = new Node();
    boolean[] up = {false};
    Retelling retelling =
        retelling(
            new Shelf.Told() {
              @Override
              public int tellAgain(List<org.everswarm.tracker.shop.catalogue.Word> words) {
                return (up[0] ? open : closed).swarms.tellAgain(words);
              }
            });
    assertThrows(RuntimeException.class, retelling::next);
    up[0] = true;
    assertFalse(retelling.next());
    assertNotNull(open.registry.find(FILM));
  }

  @Test
  void theDatabaseForgetsVoidReceiptsThatHaveEnded() {
    Effects effects = shelf.effects;
    long end = hours() + 10;
    shelf.database.update(
        h -> {
          effects.revoke(h, new Revocation(1, end));
          effects.revoke(h, Revocation.forEver(2));
          effects.track(h, FILM, Gate.FREE, 0, "film");
        });
    Retelling retelling = retelling(shelf.told);
    later((10 + Revocation.MARGIN_HOURS) * 3_600_000);
    assertEquals(0, retelling.forget(), "not carried out yet");
    assertTrue(effects.carryOut());
    assertEquals(1, retelling.forget());
    assertEquals(0, retelling.forget());
    assertEquals(
        2L,
        shelf.database.<Long>read(
            h -> h.select("SELECT COUNT(*) FROM effect").mapTo(Long.class).one()));
  }
}

package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryMergeTest {

  private static final long NOW = Duration.ofDays(20_000).toMillis();
  private static final InfoHash HASH = new InfoHash(1, 2, 3);
  private static final Registration PAID = new Registration(HASH, Gate.PAID, 7, "film");
  private static final Registration FREE = new Registration(HASH, Gate.FREE, 0, "film");

  private final AtomicLong clock = new AtomicLong(NOW);
  private final Path directory;

  RegistryMergeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void takesTheLaterOfTwoWhicheverComesFirst() throws IOException {
    try (Registry one = open("one");
        Registry other = open("other")) {
      one.add(PAID);
      clock.addAndGet(5);
      other.add(FREE);
      one.merge(other.changes());
      other.merge(one.changes());
      assertEquals(FREE, one.find(HASH));
      assertEquals(FREE, other.find(HASH));
    }
  }

  @Test
  void aRegistryThatWasAwayDoesNotBringBackWhatWasRemoved() throws IOException {
    try (Registry away = open("away")) {
      away.add(PAID);
      try (Registry here = open("here")) {
        here.merge(away.changes());
        clock.addAndGet(5);
        here.remove(HASH);
      }
      try (Registry restarted = open("here")) {
        restarted.merge(away.changes());
        assertNull(restarted.find(HASH));
        away.merge(restarted.changes());
        assertNull(away.find(HASH));
      }
    }
  }

  @Test
  void rememberRemovalsThroughCompactionAndForAMonthOnly() throws IOException {
    try (Registry registry = open("registry")) {
      registry.add(PAID);
      registry.remove(HASH);
      for (int i = 0; i < 1100; i++) {
        registry.add(new Registration(new InfoHash(9, 9, 9), Gate.FREE, 0, "version " + i));
      }
    }
    assertTrue(Files.readAllLines(directory.resolve("registry")).size() < 200);
    try (Registry registry = open("registry")) {
      assertEquals(0, registry.merge(List.of(RegistryChange.added(PAID, NOW))));
    }
    clock.addAndGet(Duration.ofDays(31).toMillis());
    try (Registry registry = open("registry")) {
      assertEquals(1, registry.changes().size());
      assertEquals(0, registry.merge(List.of(RegistryChange.removed(HASH, NOW))), "not again");
      assertEquals(1, registry.merge(List.of(RegistryChange.added(PAID, NOW))));
    }
  }

  @Test
  void aChangeMadeHereIsLaterThanWhatItChangesEvenIfTheClockIsNot() throws IOException {
    try (Registry registry = open("registry");
        Registry other = open("other")) {
      registry.add(PAID);
      other.merge(registry.changes());
      clock.addAndGet(-60_000);
      registry.remove(HASH);
      other.merge(registry.changes());
      assertNull(other.find(HASH));
      registry.add(PAID);
      other.merge(registry.changes());
      assertEquals(PAID, other.find(HASH));
    }
  }

  @Test
  void atOneTimeTheRemovalWinsAndThenTheStricterGate() throws IOException {
    try (Registry registry = open("registry")) {
      registry.merge(List.of(RegistryChange.added(FREE, 5), RegistryChange.added(PAID, 5)));
      assertEquals(PAID, registry.find(HASH));
      registry.merge(List.of(RegistryChange.added(FREE, 5)));
      assertEquals(PAID, registry.find(HASH));
      registry.merge(List.of(RegistryChange.removed(HASH, 5), RegistryChange.added(PAID, 5)));
      assertNull(registry.find(HASH));
    }
  }

  @Test
  void aClaimAtANodeThatKnowsNothingYetYieldsToWhatAnOperatorDid() throws IOException {
    try (Registry empty = open("empty");
        Registry full = open("full")) {
      full.add(PAID);
      clock.addAndGet(60_000);
      assertNull(empty.claim(FREE));
      assertEquals(FREE, empty.claim(PAID), "the first one stays");
      full.merge(empty.changes());
      empty.merge(full.changes());
      assertEquals(PAID, full.find(HASH));
      assertEquals(PAID, empty.find(HASH));
    }
  }

  @Test
  void aClaimYieldsToAFileWithoutStampsToo() throws IOException {
    try (Registry empty = open("empty");
        Registry old = open("old")) {
      old.merge(List.of(RegistryChange.added(PAID, 0)));
      empty.claim(new Registration(HASH, Gate.PAID, -1, "zz"));
      old.merge(empty.changes());
      assertEquals(PAID, old.find(HASH));
    }
  }

  @Test
  void whatWasRemovedCanBeClaimedAgainAndIsSoEverywhere() throws IOException {
    try (Registry one = open("one");
        Registry other = open("other")) {
      one.add(PAID);
      one.remove(HASH);
      other.merge(one.changes());
      assertNull(one.claim(FREE));
      other.merge(one.changes());
      assertEquals(FREE, other.find(HASH));
    }
  }

  @Test
  void tellsWhatWasDoneHereAndNotWhatOthersTold() throws IOException {
    List<RegistryChange> told = new ArrayList<>();
    try (Registry registry = open("registry")) {
      registry.onLocalChange(told::add);
      registry.merge(List.of(RegistryChange.added(PAID, 5)));
      assertEquals(List.of(), told);
      registry.add(PAID);
      assertEquals(List.of(), told, "nothing changed");
      registry.add(FREE);
      registry.remove(HASH);
      registry.addIfAbsent(PAID);
      registry.addIfAbsent(FREE);
      registry.remove(HASH);
      registry.claim(FREE);
      assertEquals(
          List.of(
              RegistryChange.added(FREE, NOW),
              RegistryChange.removed(HASH, NOW + 1),
              RegistryChange.added(PAID, NOW + 2),
              RegistryChange.removed(HASH, NOW + 3),
              RegistryChange.added(FREE, NOW + 4)),
          told);
    }
  }

  @Test
  void tellsWhoseSwarmIsVoidWhoeverMadeItSo() throws IOException {
    List<InfoHash> ended = new ArrayList<>();
    try (Registry registry = open("registry")) {
      registry.onEnd(ended::add);
      registry.merge(List.of(RegistryChange.removed(HASH, 1)));
      registry.merge(List.of(RegistryChange.added(PAID, 2)));
      registry.merge(
          List.of(RegistryChange.added(new Registration(HASH, Gate.PAID, 7, "other name"), 3)));
      assertEquals(0, ended.size());
      registry.merge(List.of(RegistryChange.added(FREE, 4)));
      assertEquals(1, ended.size(), "another gate");
      registry.merge(List.of(RegistryChange.removed(HASH, 5)));
      assertEquals(2, ended.size());
      registry.add(PAID);
      registry.remove(HASH);
      assertEquals(3, ended.size());
    }
  }

  @Test
  void opensAFileThatHasNoStamps() throws IOException {
    InfoHash gone = new InfoHash(4, 5, 6);
    try (Journal journal =
        Journal.open(directory.resolve("old"), "everswarm registry 1", line -> {})) {
      journal.append("add " + HASH.hex() + " paid 0000000000000007 film");
      journal.append("add " + gone.hex() + " free 0000000000000000 ");
      journal.append("remove " + gone.hex());
    }
    try (Registry registry = open("old")) {
      assertEquals(List.of(RegistryChange.added(PAID, 0)), registry.changes());
      registry.remove(HASH);
    }
    try (Registry registry = open("old")) {
      assertEquals(List.of(RegistryChange.removed(HASH, NOW)), registry.changes());
    }
  }

  @Test
  void isTheSameAfterARestart() throws IOException {
    Registration unnamed = new Registration(new InfoHash(3, 3, 3), Gate.EMAIL, 1, "");
    List<RegistryChange> before;
    try (Registry registry = open("registry")) {
      registry.claim(unnamed);
      registry.add(PAID);
      registry.merge(List.of(RegistryChange.removed(new InfoHash(8, 8, 8), NOW)));
      before = registry.changes();
      assertEquals(3, before.size());
    }
    try (Registry registry = open("registry")) {
      assertEquals(new HashSet<>(before), new HashSet<>(registry.changes()));
      assertNotNull(registry.find(unnamed.infoHash()));
    }
  }

  @Test
  void aBatchThatIsCutAtAnyByteIsTakenInWholeWhenItIsToldAgain() throws IOException {
    InfoHash gone = new InfoHash(4, 5, 6);
    List<RegistryChange> batch =
        List.of(
            RegistryChange.added(PAID, NOW),
            RegistryChange.removed(gone, NOW - 1),
            RegistryChange.added(new Registration(new InfoHash(7, 7, 7), Gate.FREE, 0, ""), 0));
    try (Registry registry = open("whole")) {
      assertEquals(3, registry.merge(batch));
    }
    byte[] whole = Files.readAllBytes(directory.resolve("whole"));
    for (int length = 0; length <= whole.length; length++) {
      Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
      try (Registry registry = open("cut")) {
        int kept = registry.changes().size();
        assertEquals(3 - kept, registry.merge(batch));
        assertEquals(new HashSet<>(batch), new HashSet<>(registry.changes()));
      }
    }
  }

  @Test
  void forgetsTheEarliestRemovalsBeyondItsLimitAndTakesThemInNoMore() {
    Tombstones tombstones = new Tombstones(80, hash -> (int) hash.word0() & 0xFF);
    for (int i = 1; i <= 1000; i++) {
      tombstones.add(new InfoHash(i, 0, 0), i);
      assertTrue(tombstones.size() <= 80);
    }
    assertNotNull(tombstones.find(new InfoHash(1000, 0, 0)));
    assertNotNull(tombstones.find(new InfoHash(940, 0, 0)));
    assertNull(tombstones.find(new InfoHash(900, 0, 0)));
    assertEquals(false, tombstones.wants(900));
    assertTrue(tombstones.wants(1001));
  }

  private Registry open(String name) throws IOException {
    return Registry.open(directory.resolve(name), clock::get);
  }
}

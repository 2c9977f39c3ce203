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
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryMergeTest {

  private static final long NOW = Duration.ofDays(20_000).toMillis();
  private static final InfoHash HASH = new InfoHash(1, 2, 3);
  private static final InfoHash OTHER = new InfoHash(4, 4, 4);
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
  void remembersRemovalsThroughCompactionAndForYears() throws IOException {
    try (Registry registry = open("registry")) {
      registry.add(PAID);
      registry.remove(HASH);
      for (int i = 0; i < 1100; i++) {
        registry.add(new Registration(new InfoHash(9, 9, 9), Gate.FREE, 0, "version " + i));
      }
    }
    assertTrue(Files.readAllLines(directory.resolve("registry")).size() < 200);
    clock.addAndGet(Duration.ofDays(3000).toMillis());
    try (Registry registry = open("registry")) {
      assertEquals(0, registry.merge(List.of(RegistryChange.added(PAID, NOW))));
      assertEquals(Claim.REMOVED, registry.claim(PAID));
      assertEquals(NOW + 1, voidBefore(registry));
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
      assertEquals(Claim.ADDED, empty.claim(FREE));
      assertEquals(Claim.OTHER_TERMS, empty.claim(PAID));
      assertEquals(FREE, empty.find(HASH), "the first one stays");
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
  void whatAnOperatorRemovedIsNotClaimedButOnlyAddedAgain() throws IOException {
    try (Registry one = open("one");
        Registry other = open("other");
        Registry late = open("late")) {
      one.add(PAID);
      one.remove(HASH);
      other.merge(one.changes());
      assertEquals(Claim.REMOVED, one.claim(FREE));
      assertEquals(Claim.REMOVED, other.claim(PAID));
      assertEquals(Claim.ADDED, late.claim(FREE), "has not heard of it");
      one.merge(late.changes());
      late.merge(one.changes());
      assertNull(one.find(HASH));
      assertNull(late.find(HASH));
      assertEquals(Claim.REMOVED, late.claim(FREE));
      other.add(PAID);
      late.merge(other.changes());
      assertEquals(Claim.KNOWN, late.claim(PAID));
      assertEquals(Claim.OTHER_TERMS, late.claim(FREE));
    }
  }

  @Test
  void peersAreVoidOfBeforeARemovalOrAnotherGateAndOfNothingElse() throws IOException {
    try (Registry registry = open("registry")) {
      registry.add(PAID);
      clock.addAndGet(5);
      registry.add(PAID);
      registry.add(new Registration(HASH, Gate.PAID, 7, "other name"));
      assertEquals(0, voidBefore(registry), "the same terms");
      clock.addAndGet(5);
      registry.add(FREE);
      assertEquals(NOW + 10, voidBefore(registry));
      clock.addAndGet(5);
      registry.add(new Registration(HASH, Gate.FREE, 0, "other name"));
      assertEquals(NOW + 10, voidBefore(registry));
      registry.remove(HASH);
      assertEquals(NOW + 16, voidBefore(registry));
      clock.addAndGet(50);
      registry.add(FREE);
      assertEquals(NOW + 16, voidBefore(registry));
    }
    try (Registry registry = open("registry")) {
      assertEquals(NOW + 16, voidBefore(registry), "a restart");
    }
  }

  @Test
  void whoRegistersTheSameInBothHalvesOfASplitMakesNobodyVoid() throws IOException {
    try (Registry one = open("one");
        Registry other = open("other")) {
      one.add(PAID);
      clock.addAndGet(60_000);
      other.add(PAID);
      one.merge(other.changes());
      other.merge(one.changes());
      assertEquals(0, voidBefore(one));
      assertEquals(0, voidBefore(other));
    }
  }

  @Test
  void whoMissedTheEndLearnsItFromWhatCameAfter() throws IOException {
    List<InfoHash> ended = new ArrayList<>();
    try (Registry one = open("one");
        Registry other = open("other")) {
      other.onEnd(ended::add);
      one.add(FREE);
      other.merge(one.changes());
      clock.addAndGet(5);
      one.remove(HASH);
      clock.addAndGet(5);
      one.add(PAID);
      other.merge(one.changes());
      assertEquals(NOW + 5, voidBefore(other));
      assertEquals(List.of(HASH), ended);
    }
    try (Registry other = open("other")) {
      assertEquals(NOW + 5, voidBefore(other));
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
      registry.claim(new Registration(OTHER, Gate.FREE, 0, ""));
      assertEquals(
          List.of(
              RegistryChange.added(FREE, NOW, NOW),
              RegistryChange.removed(HASH, NOW + 1),
              RegistryChange.added(PAID, NOW + 2, NOW + 1),
              RegistryChange.removed(HASH, NOW + 3),
              RegistryChange.added(new Registration(OTHER, Gate.FREE, 0, ""), -1)),
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
      assertEquals(
          List.of(RegistryChange.added(PAID, 0), RegistryChange.removed(gone, 0)),
          registry.changes());
      registry.remove(HASH);
    }
    try (Registry registry = open("old")) {
      assertEquals(
          Set.of(RegistryChange.removed(HASH, NOW), RegistryChange.removed(gone, 0)),
          new HashSet<>(registry.changes()));
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
    List<InfoHash> forgotten = new ArrayList<>();
    Tombstones tombstones = new Tombstones(80, hash -> (int) hash.word0() & 0xFF, forgotten::add);
    for (int i = 1; i <= 1000; i++) {
      tombstones.add(new InfoHash(i, 0, 0), i);
      assertTrue(tombstones.size() <= 80);
    }
    assertNotNull(tombstones.find(new InfoHash(1000, 0, 0)));
    assertNotNull(tombstones.find(new InfoHash(940, 0, 0)));
    assertNull(tombstones.find(new InfoHash(900, 0, 0)));
    assertEquals(1000 - tombstones.size(), forgotten.size());
    assertEquals(false, tombstones.wants(900));
    assertTrue(tombstones.wants(1001));
  }

  private static long voidBefore(Registry registry) {
    return registry.voidBefore(HASH.word0(), HASH.word1(), HASH.word2());
  }

  private Registry open(String name) throws IOException {
    return Registry.open(directory.resolve(name), clock::get);
  }
}

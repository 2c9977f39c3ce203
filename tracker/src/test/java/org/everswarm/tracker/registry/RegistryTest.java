package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {

  private static final InfoHash HASH = new InfoHash(1, 2, 3);
  private static final Registration PAID =
      new Registration(HASH, Gate.PAID, 0xFEDC_BA98_7654_3210L, "A film: 1 + 1 % ä\n\u0000 \"x\"");

  private final Path directory;

  RegistryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void findsWhatWasAddedAndNothingElse() throws IOException {
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      registry.add(PAID);

      assertEquals(PAID, registry.find(HASH));
      assertNull(registry.find(1, 2, 4));
      assertNull(registry.find(1, 3, 3));
      assertNull(registry.find(0, 0, 0));
    }
  }

  @Test
  void remembersOverARestart() throws IOException {
    Registration free = new Registration(new InfoHash(7, 7, 7), Gate.FREE, 0, "");
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      registry.add(PAID);
      registry.add(free);
      registry.add(new Registration(new InfoHash(8, 8, 8), Gate.EMAIL, 5, "gone"));
      assertTrue(registry.remove(new InfoHash(8, 8, 8)));
    }
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      assertEquals(Set.of(PAID, free), new HashSet<>(registry.list()));
    }
  }

  @Test
  void whatWasWrittenUnderAClockThatWasWrongIsOfNow() throws IOException {
    long year = 365L * 24 * 3600 * 1000;
    long now = 2_000_000_000_000L;
    try (Registry registry = Registry.open(file(), () -> now + year)) {
      registry.add(PAID);
      registry.remove(HASH);
      registry.add(PAID);
    }
    try (Registry registry = Registry.open(file(), () -> now)) {
      assertEquals(PAID, registry.find(HASH));
      assertEquals(now, registry.voidBefore(1, 2, 3));
      // Others can say otherwise again.
      registry.merge(List.of(RegistryChange.removed(HASH, now + 1)));
      assertNull(registry.find(HASH));
    }
  }

  @Test
  void replacesTheRegistrationOfTheSameTorrent() throws IOException {
    Registration free = new Registration(HASH, Gate.FREE, 0, "now free");
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      registry.add(PAID);
      registry.add(free);
      assertEquals(List.of(free), registry.list());
      assertEquals(1, registry.count(Gate.FREE));
      assertEquals(0, registry.count(Gate.PAID));
    }
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      assertEquals(List.of(free), registry.list());
    }
  }

  @Test
  void addsWhatIsAbsentAndKeepsWhatIsThere() throws IOException {
    Registration free = new Registration(HASH, Gate.FREE, 0, "now free");
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      assertNull(registry.addIfAbsent(PAID));
      assertEquals(PAID, registry.addIfAbsent(free));
      assertEquals(List.of(PAID), registry.list());
    }
  }

  @Test
  void removesOnlyWhatIsThere() throws IOException {
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      assertFalse(registry.remove(HASH));
      registry.add(PAID);
      assertTrue(registry.remove(HASH));
      assertFalse(registry.remove(HASH));
      assertNull(registry.find(HASH));
    }
  }

  @Test
  void keepsItsFileShortThroughManyChanges() throws IOException {
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      registry.add(PAID);
      for (int i = 0; i < 1500; i++) {
        registry.add(new Registration(new InfoHash(9, 9, 9), Gate.FREE, 0, "version " + i));
      }
    }
    assertTrue(Files.readAllLines(file()).size() < 1100);
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      Registration last = new Registration(new InfoHash(9, 9, 9), Gate.FREE, 0, "version 1499");
      assertEquals(Set.of(PAID, last), new HashSet<>(registry.list()));
    }
  }

  @Test
  void isWholeAfterACutAtEveryByte() throws IOException {
    try (Registry registry = Registry.open(file(), System::currentTimeMillis)) {
      registry.add(PAID);
      registry.add(new Registration(new InfoHash(7, 7, 7), Gate.FREE, 0, "seven"));
      registry.remove(HASH);
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length++) {
      Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
      try (Registry registry = Registry.open(cut, System::currentTimeMillis)) {
        assertTrue(registry.list().size() <= 2);
        registry.add(PAID);
        assertEquals(PAID, registry.find(HASH));
      }
    }
  }

  @Test
  void refusesALineItDoesNotUnderstandAndNamesIt() throws IOException {
    try (Journal journal = Journal.open(file(), "everswarm registry 1", line -> {})) {
      journal.append(RegistryLine.write(RegistryChange.added(PAID, 1)));
      journal.append("add " + HASH.hex() + " golden 0000000000000001 x");
    }
    IOException refusal =
        assertThrows(IOException.class, () -> Registry.open(file(), System::currentTimeMillis));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains(file() + ", line 3"), () -> "" + refusal);
  }

  @Test
  void refusesAGateWithoutABundle() {
    assertThrows(IllegalArgumentException.class, () -> new Registration(HASH, Gate.PAID, 0, "x"));
  }

  private Path file() {
    return directory.resolve("registry");
  }
}

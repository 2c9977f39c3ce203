package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenialsTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final String REASON = "taken down: court order 7/2026, 100 % sure";

  private final Path file;

  DenialsTest(@TempDir Path directory) {
    file = directory.resolve("registry");
  }

  @Test
  void findsWhatIsDeniedWhetherItIsRegisteredOrNot() throws IOException {
    try (Registry registry = open(100)) {
      registry.add(new Registration(new InfoHash(4, 4, 4), Gate.FREE, 0, "free"));
      registry.denials().deny(FILM, REASON);
      registry.denials().deny(new InfoHash(4, 4, 4), "x");
      assertEquals(REASON, Objects.requireNonNull(registry.denials().find(1, 2, 3)).reason());
      assertEquals("x", Objects.requireNonNull(registry.denials().find(4, 4, 4)).reason());
      assertNull(registry.denials().find(1, 2, 4));
      assertNull(registry.denials().find(1, 3, 3));
      assertNull(registry.denials().find(2, 2, 3));
      assertEquals(2, registry.denials().size());
    }
  }

  @Test
  void aDenialAndItsEndSurviveARestart() throws IOException {
    try (Registry registry = open(100)) {
      registry.denials().deny(FILM, REASON);
      registry.denials().deny(new InfoHash(9, 9, 9), "soon over");
      assertTrue(registry.denials().allow(new InfoHash(9, 9, 9)));
    }
    try (Registry registry = open(100)) {
      assertEquals(new Denial(FILM, REASON, 100), registry.denials().find(FILM));
      assertNull(registry.denials().find(new InfoHash(9, 9, 9)));
      assertEquals(2, registry.denials().list().size(), "that it was lifted is known yet");
      assertTrue(registry.denials().allow(FILM));
      assertFalse(registry.denials().allow(FILM));
    }
    try (Registry registry = open(100)) {
      assertNull(registry.denials().find(FILM));
    }
  }

  @Test
  void aChangeIsLaterThanWhatItChangesEvenIfTheClockIsNot() throws IOException {
    try (Registry registry = open(100)) {
      registry.denials().merge(List.of(new Denial(FILM, "from elsewhere", 500)));
      registry.denials().allow(FILM);
      assertEquals(List.of(new Denial(FILM, "", 501)), registry.denials().list());
      assertEquals(0, registry.denials().merge(List.of(new Denial(FILM, "from elsewhere", 500))));
    }
  }

  @Test
  void atTheSameTimeTheRefusalStands() throws IOException {
    try (Registry registry = open(100)) {
      registry.denials().merge(List.of(new Denial(FILM, "", 7), new Denial(FILM, "a", 7)));
      assertEquals(new Denial(FILM, "a", 7), registry.denials().find(FILM));
      assertEquals(0, registry.denials().merge(List.of(new Denial(FILM, "", 7))));
    }
  }

  @Test
  void manyChangesDoNotMakeALongFileAndNothingIsLostWhenItIsRewritten() throws IOException {
    try (Registry registry = open(100)) {
      registry.add(new Registration(FILM, Gate.PAID, 7, "film"));
      for (int i = 0; i < 1500; i++) {
        registry.denials().deny(FILM, "reason " + i);
        registry.denials().deny(new InfoHash(i % 10, 0, 0), "other " + i);
      }
    }
    assertTrue(Files.readAllLines(file).size() < 1200);
    try (Registry registry = open(100)) {
      assertEquals("reason 1499", Objects.requireNonNull(registry.denials().find(FILM)).reason());
      assertEquals(11, registry.denials().size());
      assertEquals(1, registry.list().size());
    }
  }

  @Test
  void aReasonIsOneToTwoHundredPrintableCharacters() throws IOException {
    try (Registry registry = open(100)) {
      for (String bad : List.of("", " ", "\n", "a\rb", "caf\u00e9", "\u007f", "x".repeat(201))) {
        assertThrows(IllegalArgumentException.class, () -> registry.denials().deny(FILM, bad), bad);
      }
      registry.denials().deny(FILM, "x".repeat(200));
      assertEquals(1, registry.denials().size());
    }
  }

  @Test
  void tellsOfWhatIsDoneHereAndOfEveryDenial() throws IOException {
    try (Registry registry = open(100)) {
      List<Denial> here = new ArrayList<>();
      List<Denial> denied = new ArrayList<>();
      registry.denials().onLocalChange(here::add);
      registry.denials().onDenied(denied::add);
      registry.denials().deny(FILM, "a");
      registry.denials().deny(FILM, "a");
      registry.denials().allow(FILM);
      Denial elsewhere = new Denial(new InfoHash(5, 5, 5), "b", 3);
      registry.denials().merge(List.of(elsewhere));
      assertEquals(List.of(new Denial(FILM, "a", 100), new Denial(FILM, "", 101)), here);
      assertEquals(List.of(new Denial(FILM, "a", 100), elsewhere), denied);
    }
  }

  private Registry open(long now) throws IOException {
    return Registry.open(file, () -> now);
  }
}

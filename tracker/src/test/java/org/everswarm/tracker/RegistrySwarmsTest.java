package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySwarmsTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);

  private final Registry registry;
  private final Revocations revocations;
  private final RegistrySwarms swarms;

  RegistrySwarmsTest(@TempDir Path directory) throws IOException {
    registry = Registry.open(directory.resolve("registry"), System::currentTimeMillis);
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    swarms = new RegistrySwarms(registry, revocations);
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
    revocations.close();
  }

  @Test
  void whatTheShopSaysIsInTheRegistryAndMayBeSaidAgain() throws IOException {
    for (int i = 0; i < 2; i++) {
      swarms.track(FILM, Gate.PAID, 7, "film");
      assertEquals(new Registration(FILM, Gate.PAID, 7, "film"), registry.find(FILM));
      swarms.deny(FILM, "court order");
      assertEquals("court order", Objects.requireNonNull(registry.denials().find(FILM)).reason());
      swarms.revoke(Revocation.forEver(42));
      assertTrue(revocations.contains(42));
    }
    for (int i = 0; i < 2; i++) {
      swarms.allow(FILM);
      assertNull(registry.denials().find(FILM));
      registry.remove(FILM);
      assertNull(registry.find(FILM));
    }
    swarms.track(FILM, Gate.FREE, 0, "once more");
    assertEquals(new Registration(FILM, Gate.FREE, 0, "once more"), registry.find(FILM));
  }

  @Test
  void aPublisherOpensNoGateThatSomebodyElsePutThere() throws IOException {
    registry.add(new Registration(FILM, Gate.PAID, 7, "another's"));
    assertFalse(swarms.mayTrack(FILM, Gate.FREE, 0));
    assertFalse(swarms.mayTrack(FILM, Gate.PAID, 8));
    assertTrue(swarms.mayTrack(FILM, Gate.PAID, 7));
    assertThrows(IllegalStateException.class, () -> swarms.track(FILM, Gate.FREE, 0, "mine"));
    assertThrows(IllegalStateException.class, () -> swarms.track(FILM, Gate.PAID, 8, "mine"));
    assertEquals(new Registration(FILM, Gate.PAID, 7, "another's"), registry.find(FILM));
  }

  @Test
  void aFreeTorrentMayBeOfAnyBundle() throws IOException {
    registry.add(new Registration(FILM, Gate.FREE, 7, "clip"));
    assertTrue(swarms.mayTrack(FILM, Gate.FREE, 0));
    swarms.track(FILM, Gate.FREE, 0, "clip");
    assertTrue(swarms.mayTrack(new InfoHash(9, 9, 9), Gate.PAID, 7));
  }

  @Test
  void aDiskThatFailsPromisesNothing() throws IOException {
    registry.close();
    assertThrows(RuntimeException.class, () -> swarms.track(FILM, Gate.PAID, 7, "film"));
    assertThrows(RuntimeException.class, () -> swarms.deny(FILM, "court order"));
    assertNull(registry.find(FILM));
    assertNull(registry.denials().find(FILM));
  }
}

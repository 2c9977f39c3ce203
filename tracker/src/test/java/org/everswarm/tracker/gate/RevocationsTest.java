package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RevocationsTest {

  private final Path directory;

  RevocationsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void remembersOverARestart() throws IOException {
    try (Revocations revocations = Revocations.open(file())) {
      revocations.revoke(0x8000_0000_0000_0001L);
      revocations.revoke(0);
      assertTrue(revocations.contains(0));
      assertFalse(revocations.contains(1));
    }
    try (Revocations revocations = Revocations.open(file())) {
      assertTrue(revocations.contains(0x8000_0000_0000_0001L));
      assertTrue(revocations.contains(0));
      assertEquals(2, revocations.size());
    }
  }

  @Test
  void tellsItsListenersOnceAndWhenItIsOnTheDisk() throws IOException {
    List<Long> told = new ArrayList<>();
    try (Revocations revocations = Revocations.open(file())) {
      revocations.onRevoke(
          ids -> {
            assertTrue(revocations.contains(42));
            assertTrue(fileText().contains("000000000000002a"));
            told.addAll(ids);
          });
      revocations.revoke(42);
      revocations.revoke(42);
    }
    assertEquals(List.of(42L), told);
  }

  @Test
  void takesInWhatOthersVoidedAndTellsTheListenersOfWhatIsNew() throws IOException {
    List<Long> told = new ArrayList<>();
    List<Long> local = new ArrayList<>();
    List<Integer> batches = new ArrayList<>();
    try (Revocations revocations = Revocations.open(file())) {
      revocations.revoke(42);
      revocations.onRevoke(
          ids -> {
            assertTrue(ids.stream().allMatch(revocations::contains));
            assertTrue(fileText().contains("0000000000000009"), "all of a batch are on the disk");
            told.addAll(ids);
            batches.add(ids.size());
          });
      revocations.onLocalRevoke(local::add);
      assertEquals(3, revocations.merge(List.of(7L, 42L, 0L, 7L, 9L)));
      assertEquals(List.of(7L, 0L, 9L), told);
      assertEquals(List.of(3), batches);
      assertEquals(0, revocations.merge(List.of(9L, 7L)));
      revocations.revoke(7);
      assertEquals(3, told.size());
      assertEquals(List.of(), local);
      revocations.revoke(43);
      assertEquals(List.of(43L), local);
      assertEquals(List.of(7L, 0L, 9L, 43L), told);
    }
    try (Revocations revocations = Revocations.open(file())) {
      assertEquals(List.of(0L, 7L, 9L, 42L, 43L), revocations.list());
    }
  }

  @Test
  void aReceiptThatOthersVoidedIsVoidThoughTheDiskFails() throws IOException {
    List<Long> told = new ArrayList<>();
    Revocations revocations = Revocations.open(file());
    revocations.onRevoke(told::addAll);
    revocations.close();
    assertThrows(IOException.class, () -> revocations.merge(List.of(7L)));
    assertTrue(revocations.contains(7));
    assertEquals(List.of(7L), told);
  }

  @Test
  @Timeout(20)
  void answersWhileSomebodyWaitsForTheDisk() throws Exception {
    try (Revocations revocations = Revocations.open(file())) {
      revocations.revoke(2);
      revocations.revoke(1);
      // The lock under which a revocation is forced to the disk.
      synchronized (revocations) {
        assertEquals(List.of(1L, 2L), CompletableFuture.supplyAsync(revocations::list).get());
        assertEquals(2, CompletableFuture.supplyAsync(revocations::size).get());
      }
    }
  }

  @Test
  void isWholeAfterACutAtEveryByte() throws IOException {
    try (Revocations revocations = Revocations.open(file())) {
      for (long id = 1; id <= 3; id++) {
        revocations.revoke(id);
      }
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length++) {
      Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
      try (Revocations revocations = Revocations.open(cut)) {
        int kept = revocations.size();
        assertEquals(List.of(1L, 2L, 3L).subList(0, kept), revocations.list());
      }
    }
  }

  private String fileText() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path file() {
    return directory.resolve("revocations");
  }
}

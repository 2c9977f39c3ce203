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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationsTest {

  private final Path directory;
  private long hours;

  RevocationsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void remembersOverARestart() throws IOException {
    try (Revocations revocations = open()) {
      revocations.revoke(0x8000_0000_0000_0001L);
      revocations.revoke(0);
      assertTrue(revocations.contains(0));
      assertFalse(revocations.contains(1));
    }
    try (Revocations revocations = open()) {
      assertTrue(revocations.contains(0x8000_0000_0000_0001L));
      assertTrue(revocations.contains(0));
      assertEquals(2, revocations.size());
    }
  }

  @Test
  void tellsItsListenersOnceAndWhenItIsOnTheDisk() throws IOException {
    List<Long> told = new ArrayList<>();
    try (Revocations revocations = open()) {
      revocations.onRevoke(
          fresh -> {
            assertTrue(revocations.contains(42));
            assertTrue(fileText().contains("000000000000002a"));
            told.addAll(ids(fresh));
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
    try (Revocations revocations = open()) {
      revocations.revoke(42);
      revocations.onRevoke(
          fresh -> {
            assertTrue(ids(fresh).stream().allMatch(revocations::contains));
            assertTrue(fileText().contains("0000000000000009"), "all of a batch are on the disk");
            told.addAll(ids(fresh));
            batches.add(fresh.size());
          });
      revocations.onLocalRevoke(one -> local.add(one.receiptId()));
      assertEquals(3, revocations.merge(forEver(7L, 42L, 0L, 7L, 9L)));
      assertEquals(Set.of(7L, 0L, 9L), Set.copyOf(told));
      assertEquals(List.of(3), batches);
      assertEquals(0, revocations.merge(forEver(9L, 7L)));
      revocations.revoke(7);
      assertEquals(3, told.size());
      assertEquals(List.of(), local);
      revocations.revoke(43);
      assertEquals(List.of(43L), local);
      assertEquals(List.of(43L), told.subList(3, told.size()));
    }
    try (Revocations revocations = open()) {
      assertEquals(forEver(0L, 7L, 9L, 42L, 43L), revocations.list());
    }
  }

  @Test
  void aReceiptThatOthersVoidedIsVoidThoughTheDiskFails() throws IOException {
    List<Long> told = new ArrayList<>();
    Revocations revocations = open();
    revocations.onRevoke(fresh -> told.addAll(ids(fresh)));
    revocations.close();
    assertThrows(IOException.class, () -> revocations.merge(forEver(7L)));
    assertTrue(revocations.contains(7));
    assertEquals(List.of(7L), told);
  }

  @Test
  @Timeout(120)
  void answersWhileSomebodyWaitsForTheDisk() throws Exception {
    try (Revocations revocations = open()) {
      revocations.revoke(2);
      revocations.revoke(1);
      // The lock under which a revocation is forced to the disk.
      synchronized (revocations) {
        assertEquals(forEver(1L, 2L), CompletableFuture.supplyAsync(revocations::list).get());
        assertEquals(2, CompletableFuture.supplyAsync(revocations::size).get());
      }
    }
  }

  @Test
  void isWholeAfterACutAtEveryByte() throws IOException {
    try (Revocations revocations = open()) {
      for (long id = 1; id <= 3; id++) {
        revocations.revoke(id);
      }
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length++) {
      Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
      try (Revocations revocations = Revocations.open(cut, () -> hours)) {
        int kept = revocations.size();
        assertEquals(forEver(1L, 2L, 3L).subList(0, kept), revocations.list());
      }
    }
  }

  @Test
  void forgetsWellAfterTheReceiptHasEndedAndNeverBefore() throws IOException {
    try (Revocations revocations = open()) {
      revocations.revoke(List.of(new Revocation(1, 1000), new Revocation(2, 1001)));
      revocations.revoke(3);
      hours = 1000 + Revocation.MARGIN_HOURS - 1;
      assertEquals(0, revocations.forget());
      assertTrue(revocations.contains(1));
      hours++;
      assertEquals(1, revocations.forget());
      assertFalse(revocations.contains(1));
      assertTrue(revocations.contains(2));
      assertEquals(0, revocations.revoke(List.of(new Revocation(1, 1000))), "of no use any more");
      assertEquals(0, revocations.merge(List.of(new Revocation(1, 1000))), "from elsewhere too");
      hours = ReceiptSigner.NEVER;
      assertEquals(1, revocations.forget());
      assertEquals(forEver(3L), revocations.list());
    }
  }

  @Test
  void whatIsForgottenIsSoAfterARestartAndAMomentBeforeItIsNot() throws IOException {
    try (Revocations revocations = open()) {
      revocations.revoke(List.of(new Revocation(1, 1000), new Revocation(2, 5000)));
    }
    hours = 1000 + Revocation.MARGIN_HOURS - 1;
    try (Revocations revocations = open()) {
      assertEquals(List.of(new Revocation(1, 1000), new Revocation(2, 5000)), revocations.list());
    }
    hours++;
    try (Revocations revocations = open()) {
      assertEquals(List.of(new Revocation(2, 5000)), revocations.list());
    }
  }

  @Test
  void aReceiptThatWasSignedAnewIsVoidUntilItsLastEnd() throws IOException {
    List<Revocation> told = new ArrayList<>();
    try (Revocations revocations = open()) {
      revocations.onRevoke(told::addAll);
      revocations.revoke(List.of(new Revocation(1, 1000)));
      assertEquals(1, revocations.merge(List.of(new Revocation(1, 2000), new Revocation(1, 900))));
      assertEquals(0, revocations.revoke(List.of(new Revocation(1, 1500))));
      assertEquals(List.of(new Revocation(1, 1000), new Revocation(1, 2000)), told);
    }
    hours = 1990;
    try (Revocations revocations = open()) {
      assertTrue(revocations.contains(1));
    }
  }

  @Test
  void ofManyWordsOnOneReceiptInOneMessageTheLastEndCounts() throws IOException {
    List<Revocation> told = new ArrayList<>();
    try (Revocations revocations = open()) {
      revocations.onRevoke(told::addAll);
      List<Revocation> words =
          List.of(new Revocation(1, 900), new Revocation(1, 2000), new Revocation(1, 1500));
      assertEquals(1, revocations.merge(words));
      hours = 1990;
      assertTrue(revocations.contains(1));
    }
    assertEquals(List.of(new Revocation(1, 2000)), told);
  }

  @Test
  void theFileShrinksAsTheyAreForgotten() throws IOException {
    try (Revocations revocations = open()) {
      for (long week = 0; week < 50; week++) {
        hours = week * 168;
        List<Revocation> some = new ArrayList<>();
        for (long i = 0; i < 500; i++) {
          some.add(new Revocation(1 + week * 500 + i, hours + 168));
        }
        revocations.revoke(some);
        revocations.forget();
        assertEquals(week == 0 ? 500 : 1000, revocations.size(), "this week's and the last");
      }
      assertTrue(fileText().lines().count() <= 1 + 2 * 1000 + 1000 + 500);
    }
    try (Revocations revocations = open()) {
      assertEquals(1000, revocations.size());
    }
  }

  @Test
  void takesNoMoreThanItsLimitFromHereAndLosesNone() throws IOException {
    try (Revocations revocations = Revocations.open(file(), () -> hours, 3)) {
      revocations.revoke(List.of(new Revocation(1, 1000), new Revocation(2, 2000)));
      List<Revocation> tooMany = forEver(3L, 4L);
      assertThrows(IllegalStateException.class, () -> revocations.revoke(tooMany));
      assertEquals(2, revocations.size(), "all or none");
      revocations.revoke(3);
      revocations.revoke(List.of(new Revocation(2, 3000)));
      assertEquals(2, revocations.merge(forEver(5L, 6L)), "what others took stays void here");
      hours = 1000 + Revocation.MARGIN_HOURS;
      revocations.forget();
      assertEquals(4, revocations.size());
      assertThrows(IllegalStateException.class, () -> revocations.revoke(7));
      assertFalse(revocations.contains(7));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "000000000000002a",
        "000000000000002a ",
        "000000000000002a  never",
        "000000000000002a never ",
        "000000000000002A never",
        "00000000000002a never",
        "000000000000002a ever",
        "000000000000002a -1",
        "000000000000002a 01",
        "000000000000002a 4294967295",
        "000000000000002a 99999999999999999999",
        "000000000000002a 1 2"
      })
  void refusesLinesThatAreNone(String line) {
    assertThrows(IllegalArgumentException.class, () -> RevocationLine.read(line));
  }

  private Revocations open() throws IOException {
    return Revocations.open(file(), () -> hours);
  }

  private static List<Long> ids(List<Revocation> revocations) {
    return revocations.stream().map(Revocation::receiptId).toList();
  }

  private static List<Revocation> forEver(Long... ids) {
    return Stream.of(ids).map(Revocation::forEver).toList();
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

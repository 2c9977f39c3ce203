package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;

class RevocationsConvergenceTest {

  private static final long LAST_HOUR = 300;

  /**
   * Two nodes hear the same in orders of their own, some of it again, while time goes by on each at
   * its own pace and each is opened again now and then: in the end they have one list, that of the
   * longest word on each receipt that is not over.
   */
  @Property(tries = 100)
  void anyOrderAnyRepetitionAndAnyMomentGiveOneList(
      @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 9999) Long> seeds,
      @ForAll long order,
      @ForAll @IntRange(min = 0, max = 20) int again)
      throws IOException {
    List<Revocation> words = seeds.stream().map(RevocationsConvergenceTest::word).toList();
    Map<Long, Revocation> longest = new TreeMap<>();
    for (Revocation word : words) {
      longest.merge(
          word.receiptId(),
          word,
          (one, other) -> one.notAfterHours() < other.notAfterHours() ? other : one);
    }
    longest.values().removeIf(word -> word.isOver(LAST_HOUR));
    Random random = new Random(order);
    assertEquals(List.copyOf(longest.values()), heard(words, random, again));
    assertEquals(List.copyOf(longest.values()), heard(words, random, again));
  }

  @Property(tries = 300)
  void readsEveryLineItWrites(
      @ForAll long id, @ForAll @LongRange(min = 0, max = ReceiptSigner.NEVER) long end) {
    Revocation revocation = new Revocation(id, end);
    assertEquals(revocation, RevocationLine.read(RevocationLine.write(revocation)));
  }

  @Property(tries = 2000)
  void takesNoLineThatItWouldNotWrite(
      @ForAll
          @CharRange(from = '0', to = '9')
          @Chars({'a', 'f', 'A', ' ', 'n', '-'})
          @StringLength(max = 30)
          String line) {
    try {
      assertEquals(line, RevocationLine.write(RevocationLine.read(line)));
    } catch (IllegalArgumentException refused) {
      assertTrue(String.valueOf(refused.getMessage()).contains("is no revocation"));
    }
  }

  /** Ids from 0 to 29, ends around the time of the test, some of them never. */
  private static Revocation word(long seed) {
    long end = seed / 30;
    return new Revocation(seed % 30, end > 320 ? ReceiptSigner.NEVER : end);
  }

  private static List<Revocation> heard(List<Revocation> words, Random random, int again)
      throws IOException {
    List<Revocation> heard = new ArrayList<>(words);
    for (int i = 0; i < again && !words.isEmpty(); i++) {
      heard.add(words.get(random.nextInt(words.size())));
    }
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < heard.size(); i++) {
      turns.add(i);
    }
    Collections.shuffle(turns, random);
    Path directory = Files.createTempDirectory("revocations");
    long[] hour = {0};
    Revocations node = Revocations.open(directory.resolve("list"), () -> hour[0]);
    try {
      for (int turn : turns) {
        switch (random.nextInt(4)) {
          case 0 -> node.revoke(List.of(heard.get(turn)));
          default -> node.merge(List.of(heard.get(turn), heard.get(turns.get(0))));
        }
        if (random.nextInt(3) == 0) {
          hour[0] = Math.min(LAST_HOUR, hour[0] + random.nextInt(40));
          node.forget();
        }
        if (random.nextInt(10) == 0) {
          node.close();
          node = Revocations.open(directory.resolve("list"), () -> hour[0]);
        }
      }
      hour[0] = LAST_HOUR;
      node.forget();
      return node.list();
    } finally {
      node.close();
      for (Path file : filesFirst(directory)) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> filesFirst(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }
}

package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.InfoHash;

class DenialsConvergenceTest {

  @Property(tries = 100)
  void anyOrderAndAnyRepetitionGiveTheSame(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 63) Integer> words,
      @ForAll Random random)
      throws IOException {
    List<Denial> told =
        new ArrayList<>(
            words.stream()
                .map(w -> new Denial(hash(w % 4), w / 4 % 4 == 0 ? "" : "r" + w / 4 % 4, w / 16))
                .toList());
    Set<Denial> once = merged(told);
    told.addAll(told.subList(0, told.size() / 2));
    Collections.shuffle(told, random);
    assertEquals(once, merged(told));
  }

  private static Set<Denial> merged(List<Denial> told) throws IOException {
    Path directory = Files.createTempDirectory("denials");
    Path journal = directory.resolve("registry");
    try (Registry registry = Registry.open(journal, () -> 1000)) {
      for (Denial denial : told) {
        registry.denials().merge(List.of(denial));
      }
      return new HashSet<>(registry.denials().list());
    } finally {
      Files.delete(journal);
      Files.delete(directory);
    }
  }

  private static InfoHash hash(int number) {
    return new InfoHash(number, 0, 0);
  }
}

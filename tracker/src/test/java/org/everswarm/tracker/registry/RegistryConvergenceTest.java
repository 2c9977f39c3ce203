package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

class RegistryConvergenceTest {

  private static final List<Gate> GATES = List.of(Gate.FREE, Gate.EMAIL, Gate.PAID);

  /** Few torrents and few stamps, so that most changes meet others, and many at the same time. */
  @Provide
  Arbitrary<List<RegistryChange>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs().between(-1, 4),
            Arbitraries.of("a", "b"),
            Arbitraries.longs().between(0, 4))
        .as(RegistryConvergenceTest::change)
        .list()
        .ofMaxSize(30);
  }

  @Property(tries = 150)
  void anyOrderAndAnyRepetitionGiveOneRegistryAndOneFile(
      @ForAll("changes") List<RegistryChange> changes, @ForAll long seed) throws IOException {
    List<RegistryChange> shuffled = new ArrayList<>(changes);
    shuffled.addAll(changes.subList(0, changes.size() / 2));
    Random random = new Random(seed);
    Collections.shuffle(shuffled, random);
    Path directory = Files.createTempDirectory("registry");
    try {
      Set<RegistryChange> atOnce = merged(directory.resolve("one"), changes, null);
      assertEquals(atOnce, merged(directory.resolve("other"), shuffled, random));
      assertEquals(atOnce, merged(directory.resolve("one"), List.of(), null), "a restart");
      assertEquals(atOnce, merged(directory.resolve("other"), changes, random), "once more");
    } finally {
      delete(directory);
    }
  }

  /** All that a registry knows when it has been told: at once, or in pieces at random. */
  private static Set<RegistryChange> merged(
      Path file, List<RegistryChange> changes, @Nullable Random pieces) throws IOException {
    try (Registry registry = Registry.open(file, () -> 1000)) {
      int from = 0;
      while (from < changes.size()) {
        int left = changes.size() - from;
        int next = pieces == null ? left : 1 + pieces.nextInt(left);
        registry.merge(changes.subList(from, from + next));
        from += next;
      }
      return new HashSet<>(registry.changes());
    }
  }

  private static RegistryChange change(int torrent, int kind, long stamp, String name, long ended) {
    InfoHash hash = new InfoHash(torrent, 0, 0);
    if (kind == 3) {
      return RegistryChange.removed(hash, stamp);
    }
    Gate gate = GATES.get(kind);
    long bundle = gate.needsReceipt() ? 1 + (stamp & 1) : 0;
    return RegistryChange.added(
        new Registration(hash, gate, bundle, name), stamp, Math.min(ended, Math.max(0, stamp)));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

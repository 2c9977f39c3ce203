package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RevocationsConvergenceTest {

  @Property(tries = 50)
  void anyOrderAndAnyRepetitionGiveOneList(
      @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 30) Long> ids,
      @ForAll @IntRange(min = 0, max = 40) int cut)
      throws IOException {
    Path other = Files.createTempDirectory("revocations");
    try (Revocations one = Revocations.open(other.resolve("one"));
        Revocations two = Revocations.open(other.resolve("two"))) {
      one.merge(ids);
      List<Long> turned = new ArrayList<>(ids);
      Collections.reverse(turned);
      two.merge(turned.subList(0, Math.min(cut, ids.size())));
      two.merge(turned);
      assertEquals(one.list(), two.list());
    } finally {
      for (String name : List.of("one", "two", "")) {
        Files.delete(other.resolve(name));
      }
    }
  }
}

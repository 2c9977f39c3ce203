package org.everswarm.node.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Deny;

final class DenialsTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final InfoHash SONG = new InfoHash(4, 5, 6);
  private static final InfoHash NOT_HELD = new InfoHash(7, 8, 9);

  private final Denials denials = new Denials(infoHash -> !infoHash.equals(NOT_HELD));

  @Example
  void tellsOnceOfAllThatIsDeniedNow() {
    List<Set<InfoHash>> heard = new ArrayList<>();
    denials.onDeny(heard::add);
    List<Deny.Word> words =
        List.of(
            new Deny.Word(FILM, 5, "one"),
            new Deny.Word(SONG, 5, "two"),
            new Deny.Word(NOT_HELD, 5, "three"));
    denials.take(words);
    denials.take(words);
    denials.take(List.of(new Deny.Word(FILM, 6, "")));
    assertEquals(List.of(Set.of(FILM, SONG)), heard);
    assertNull(denials.reason(FILM));
    assertEquals("two", denials.reason(SONG));
    assertFalse(denials.contains(NOT_HELD));
    assertEquals(1, denials.size());
  }

  /** A lift is not remembered, but trackers say all again: the last word stands in the end. */
  @Property(tries = 200)
  void theLaterWordCountsInWhateverOrderTheyComeAndComeAgain(@ForAll long seed) {
    Random random = new Random(seed);
    Denials fresh = new Denials(infoHash -> true);
    List<Deny.Word> words = new ArrayList<>();
    for (int stamp = 0; stamp < 8; stamp++) {
      words.add(new Deny.Word(FILM, stamp, random.nextBoolean() ? "reason " + stamp : ""));
    }
    Deny.Word last = words.get(words.size() - 1);
    Collections.shuffle(words, random);
    fresh.take(words);
    if (!last.inForce()) {
      fresh.take(List.of(last));
    }
    assertEquals(last.inForce() ? last.reason() : null, fresh.reason(FILM));
  }
}

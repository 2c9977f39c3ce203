package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;

class RegistrationTableTest {

  /** Alike in what an unkeyed mix of their words would make of them. */
  @Test
  void isNotSlowedByHashesThatAreMadeToCollide() {
    RegistrationTable table = new RegistrationTable(new HashMixer(new SplittableRandom(2)));
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 200_000; i++) {
            table.put(
                new Registration(
                    new InfoHash(Long.rotateLeft(i, 31), i, 0), Gate.FREE, 0, "torrent"),
                i,
                0);
          }
        });
    assertEquals(200_000, table.size());
  }

  /** Small ones, whose parts share slots, and large ones, whose last part goes on at the front. */
  @Test
  void eachIsInOnePartAndStaysThereHoweverTheTableGrows() {
    RegistrationTable table = new RegistrationTable(new HashMixer(new SplittableRandom(3)));
    Map<InfoHash, Integer> parts = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      InfoHash hash = new InfoHash(i, 0, 0);
      table.put(new Registration(hash, Gate.FREE, 0, ""), i, 0);
      parts.put(hash, table.part(hash));
      if (Integer.bitCount(i) == 1 || i == 19_999) {
        assertEquals(parts, parts(table));
      }
    }
    assertEquals(256, new HashSet<>(parts.values()).size());
    for (int i = 0; i < 20_000; i += 2) {
      table.remove(new InfoHash(i, 0, 0), i % 3);
      parts.remove(new InfoHash(i, 0, 0));
    }
    assertEquals(parts, parts(table));
  }

  private static Map<InfoHash, Integer> parts(RegistrationTable table) {
    Map<InfoHash, Integer> parts = new HashMap<>();
    for (int part = 0; part < 256; part++) {
      int here = part;
      table.forEach(
          part,
          (registration, stamp, until) -> {
            assertEquals(new InfoHash(stamp, 0, 0), registration.infoHash());
            assertEquals(null, parts.put(registration.infoHash(), here), "twice");
          });
    }
    return parts;
  }

  /** The table against a map, with hashes that collide. */
  @Property(tries = 200)
  void holdsWhatAMapWouldHold(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 40) Integer> puts, @ForAll int seed) {
    RegistrationTable table = new RegistrationTable(new HashMixer(new SplittableRandom(1)));
    Map<InfoHash, Registration> model = new HashMap<>();
    Map<InfoHash, Long> ended = new HashMap<>();
    int turn = seed;
    for (int number : puts) {
      InfoHash hash = new InfoHash(number % 7, 0, number);
      if (turn++ % 3 == 0) {
        table.remove(hash, turn & 0xFF);
        model.remove(hash);
        ended.put(hash, turn & 0xFFL);
      } else if (turn % 11 == 0) {
        table.forget(hash);
        if (!model.containsKey(hash)) {
          ended.remove(hash);
        }
      } else {
        Registration registration = new Registration(hash, Gate.EMAIL, 1 + number, "" + turn);
        table.put(registration, turn, turn & 0xF);
        ended.put(hash, turn & 0xFL);
        assertEquals(turn, table.stamp(hash));
        model.put(hash, registration);
      }
      assertEquals(model.get(hash), table.find(hash.word0(), hash.word1(), hash.word2()));
    }
    for (int number = 0; number <= 40; number++) {
      InfoHash hash = new InfoHash(number % 7, 0, number);
      assertEquals(ended.getOrDefault(hash, 0L), table.voidBefore(hash));
    }
    assertEquals(new HashSet<>(model.values()), new HashSet<>(table.list()));
    assertEquals(model.size(), table.size());
    assertEquals(model.size(), table.count(Gate.EMAIL));
  }
}

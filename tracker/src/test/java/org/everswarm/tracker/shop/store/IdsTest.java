package org.everswarm.tracker.shop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final Ids ids = new Ids(new SecureRandom(), () -> Instant.ofEpochMilli(now.get()));

  @Test
  void namesSortByTheirTime() {
    List<String> names =
        IntStream.range(0, 100)
            .mapToObj(
                i -> {
                  now.addAndGet(1L << (i % 20));
                  return ids.next("ord");
                })
            .toList();
    assertEquals(names.stream().sorted().toList(), names);
  }

  @Test
  void namesOfOneMomentDiffer() {
    assertEquals(1000, IntStream.range(0, 1000).mapToObj(i -> ids.next("ord")).distinct().count());
  }

  @Test
  void aNameIsItsPrefixAndTwentySixLowerCaseDigits() {
    assertTrue(ids.next("ord").matches("ord_[0-9a-v]{26}"), ids.next("ord"));
  }
}

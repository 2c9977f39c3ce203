package org.everswarm.tracker.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreezesTest {

  private final List<Long> closed = new ArrayList<>();
  private boolean away;
  private final Freezes freezes = new Freezes(this::close);

  private void close(long receiptId) {
    if (away) {
      throw new IllegalStateException("the database is away, on purpose");
    }
    closed.add(receiptId);
  }

  @Test
  void whatCouldNotBeClosedIsClosedLaterAndOnce() {
    freezes.freeze(1);
    away = true;
    assertThrows(IllegalStateException.class, () -> freezes.freeze(2));
    assertThrows(IllegalStateException.class, () -> freezes.freeze(3));
    assertThrows(IllegalStateException.class, freezes::again);
    assertEquals(List.of(1L), closed);
    away = false;
    freezes.again();
    freezes.again();
    assertEquals(List.of(1L, 2L, 3L), closed.stream().sorted().toList());
  }
}

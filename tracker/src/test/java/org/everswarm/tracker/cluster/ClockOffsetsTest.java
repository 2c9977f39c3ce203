package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClockOffsetsTest {

  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);
  private static final long MOST = 600_000;

  private final ClockOffsets offsets = new ClockOffsets();

  /** Only one is asked, and answers. */
  private void round(long told, long askedAt, long answeredAt) {
    offsets.begin(List.of(ONE));
    offsets.told(ONE, told, askedAt, answeredAt);
  }

  @Test
  void aClockIsAheadByWhatItWasInTheMiddleOfTheAnswer() {
    round(6_010, 1_000, 1_020);
    assertEquals(5_000, offsets.aheadMillis(MOST));
    assertEquals(4_990, offsets.skewMillis());
  }

  @Test
  void theQuickestOfTheLastAnswersTellsBestUntilItIsOld() {
    round(6_001, 1_000, 1_002);
    for (int round = 1; round <= 7; round++) {
      round(6_500, 1_000, 2_000);
      assertEquals(5_000, offsets.aheadMillis(MOST));
    }
    round(7_000, 1_000, 2_000);
    assertEquals(5_500, offsets.aheadMillis(MOST));
  }

  @Test
  void aClockThatMayBeRightIsNotFollowed() {
    round(1_900, 1_000, 2_000);
    assertEquals(0, offsets.aheadMillis(MOST));
    assertEquals(0, offsets.skewMillis());
  }

  @Test
  void theMostAheadOfThoseThatAreNotBrokenCounts() {
    offsets.begin(List.of(ONE, TWO));
    offsets.told(ONE, 1_000 + MOST + 1, 1_000, 1_000);
    offsets.told(TWO, 3_000, 1_000, 1_000);
    assertEquals(2_000, offsets.aheadMillis(MOST));
    assertEquals(MOST + 1, offsets.skewMillis());
  }

  @Test
  void aClockThatIsBehindIsToldOfAndNotFollowed() {
    round(500, 5_500, 5_500);
    assertEquals(0, offsets.aheadMillis(MOST));
    assertEquals(5_000, offsets.skewMillis());
  }

  @Test
  void whoIsNoMemberAnyMoreIsForgotten() {
    offsets.begin(List.of(ONE, TWO));
    offsets.told(ONE, 9_000, 1_000, 1_000);
    offsets.begin(List.of(TWO));
    assertEquals(0, offsets.aheadMillis(MOST));
  }
}

package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.SplittableRandom;
import org.everswarm.tracker.gate.SipHash;
import org.junit.jupiter.api.Test;

/** A loop that answers in 3.5 and drops in 1 microsecond, and a queue that holds 5000 packets. */
class OverloadShedderTest {

  private static final double ANSWER_MICROS = 3.5;
  private static final double DROP_MICROS = 1;
  private static final int QUEUE = 5000;
  private static final long MAPPED = 0xFFFFL << 32;

  private final SplittableRandom random = new SplittableRandom(3);
  private final OverloadShedder shedder = new OverloadShedder(new SipHash(1, 2), 0);
  private final Queue<Integer> queue = new ArrayDeque<>();
  private long now;

  @Test
  void shedsNobodyWhileTheLoopKeepsUp() {
    int[] served = run(1000, 100_000, 50_000);

    assertEquals(150_000, Arrays.stream(served).sum(), 2000);
    assertFalse(shedder.active());
  }

  @Test
  void servesHonestPrefixesInFullThroughAFlood() {
    int[] perSecond = new int[101];
    Arrays.fill(perSecond, 500);
    perSecond[0] = 500_000;
    run(1000, perSecond);
    int[] served = run(1000, perSecond);

    int honest = Arrays.stream(served).skip(1).sum();
    assertTrue(honest > 49_000, () -> "honest " + honest);
    assertTrue(served[0] > 80_000, () -> "the flood gets what is left: " + served[0]);
  }

  @Test
  void sharesEvenlyAmongFloods() {
    run(1000, 300_000, 300_000, 10_000);
    int[] served = run(1000, 300_000, 300_000, 10_000);

    assertTrue(served[2] > 9_800, () -> "honest " + served[2]);
    assertEquals(1, (double) served[0] / served[1], 0.1);
  }

  @Test
  void aLonePrefixHasAllThatTheLoopCanServe() {
    run(1000, 400_000);
    int served = run(1000, 400_000)[0];

    // 3.5 s + 1 (400,000 - s) = 1,000,000
    assertTrue(served > 0.9 * 240_000, () -> "served " + served);
  }

  @Test
  void forgetsTheFloodWhenItIsOver() {
    run(1000, 500_000, 1000);
    run(2000, 1000, 1000);

    assertFalse(shedder.active());
  }

  @Test
  void shedsNobodyForWhatAPauseLetPileUp() {
    run(100, 100_000);
    for (int i = 0; i < 0.9 * QUEUE; i++) {
      queue.add(0);
    }
    int[] served = run(200, 100_000);

    assertEquals(20_000 + 0.9 * QUEUE, served[0], 500);
  }

  @Test
  void aNetworkIsASlash24OrASlash48() {
    shedder.read(20, 0);
    shedder.tick(0.9, OverloadShedder.TICK_NANOS);
    assertFalse(shedder.active(), "it may have been a pause");
    shedder.tick(0.9, 2 * OverloadShedder.TICK_NANOS);
    assertTrue(shedder.active());
    for (int host = 0; host < 20; host++) {
      assertFalse(shedder.sheds(0, MAPPED | 0x0A000100 + host));
      assertFalse(shedder.sheds(0x2001_0db8_0001_0000L + host, host));
    }
    assertTrue(shedder.sheds(0, MAPPED | 0x0A0001FF));
    assertTrue(shedder.sheds(0x2001_0db8_0001_FFFFL, 1));
    assertFalse(shedder.sheds(0, MAPPED | 0x0A000200));
    assertFalse(shedder.sheds(0x2001_0db8_0002_0000L, 1));
  }

  /** Who was answered how often in so many milliseconds of so many packets a second from each. */
  private int[] run(int millis, int... perSecond) {
    int[] served = new int[perSecond.length];
    double micros = 0;
    int total = Arrays.stream(perSecond).sum();
    for (int milli = 0; milli < millis; milli++) {
      for (int i = 0; i < total / 1000; i++) {
        int source = draw(perSecond, total);
        if (queue.size() < QUEUE) {
          queue.add(source);
        }
      }
      micros = Math.min(micros, 0) + 1000;
      int read = 0;
      while (micros > 0 && !queue.isEmpty()) {
        int source = queue.remove();
        read++;
        boolean shed = shedder.active() && shedder.sheds(0, MAPPED | (long) source << 8);
        micros -= shed ? DROP_MICROS : ANSWER_MICROS;
        served[source] += shed ? 0 : 1;
      }
      now += 1_000_000;
      if (shedder.read(read, now)) {
        shedder.tick((double) queue.size() / QUEUE, now);
      }
    }
    return served;
  }

  private int draw(int[] weights, int total) {
    int at = random.nextInt(total);
    int source = 0;
    while (at >= weights[source]) {
      at -= weights[source++];
    }
    return source;
  }
}

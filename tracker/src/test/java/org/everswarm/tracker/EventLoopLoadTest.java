package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EventLoopLoadTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void isTheShareOfTheCoreThatWasUsed() {
    assertEquals(0.3, EventLoopLoad.busy(SECOND * 3 / 10, SECOND), 0.001);
    assertEquals(0, EventLoopLoad.busy(0, SECOND), 0.001);
    assertEquals(1, EventLoopLoad.busy(2 * SECOND, SECOND), 0.001);
  }

  @Test
  void aLoopThatComesAQuarterOfASecondLateIsWhollyBusyHoweverLittleItUsed() {
    assertEquals(1, EventLoopLoad.busy(SECOND / 10, SECOND * 5 / 4), 0.001);
    assertEquals(0.4, EventLoopLoad.busy(SECOND / 10, SECOND * 11 / 10), 0.001);
  }

  @Test
  void aTimerThatFiresEarlyIsNoLoad() {
    assertEquals(0.05, EventLoopLoad.busy(SECOND / 20, SECOND * 99 / 100), 0.001);
  }
}

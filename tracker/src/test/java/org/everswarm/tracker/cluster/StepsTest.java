package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StepsTest {

  private final Steps steps = new Steps("test-steps");
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final AtomicBoolean another = new AtomicBoolean();

  @Test
  void whoFinishesLetsTheStepThatIsBeingTakenComeToItsEnd() throws InterruptedException {
    begin();
    // The other step is due by now.
    Thread.sleep(5);
    steps.finish();
    goOn.countDown();
    assertTrue(ended.await(60, TimeUnit.SECONDS));
    assertFalse(interrupted.get());
    assertFalse(another.get());
  }

  @Test
  void whoClosesInterruptsIt() throws InterruptedException {
    begin();
    steps.close();
    assertTrue(ended.await(60, TimeUnit.SECONDS));
    assertTrue(interrupted.get());
  }

  private void begin() throws InterruptedException {
    steps.now(this::step);
    steps.later(1, () -> another.set(true));
    assertTrue(begun.await(60, TimeUnit.SECONDS));
  }

  private void step() {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException stopped) {
      interrupted.set(true);
    }
    ended.countDown();
  }
}

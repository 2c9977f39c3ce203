package org.everswarm.node.control;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;

class FreshRegistrationsTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final TrackerAddress TRACKER = TrackerAddress.parse("http://t.example");
  private static final TrackerTarget HERE = new TrackerTarget(TRACKER, "192.0.2.1");
  private static final TrackerTarget THERE = new TrackerTarget(TRACKER, "192.0.2.2");

  private final AtomicLong nanos = new AtomicLong();
  private final FreshRegistrations fresh = new FreshRegistrations(nanos::get);

  @Test
  void onlyWhatAnotherConfirmedLatelyIsAskedAgain() {
    assertFalse(fresh.elsewhere(FILM, HERE));
    fresh.add(FILM, HERE);
    assertFalse(fresh.elsewhere(FILM, HERE));
    assertTrue(fresh.elsewhere(FILM, THERE));
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(5) + 1);
    assertFalse(fresh.elsewhere(FILM, THERE));
  }

  @Test
  void theOldestMakesRoom() {
    for (int i = 0; i <= FreshRegistrations.MAX; i++) {
      fresh.add(new InfoHash(i, 0, 0), HERE);
    }
    assertFalse(fresh.elsewhere(new InfoHash(0, 0, 0), THERE));
    assertTrue(fresh.elsewhere(new InfoHash(1, 0, 0), THERE));
  }
}

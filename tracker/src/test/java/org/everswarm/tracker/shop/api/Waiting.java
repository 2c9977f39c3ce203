package org.everswarm.tracker.shop.api;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what must come. */
final class Waiting {

  private static final long SECONDS = 60;
  private static final long PAUSE_NANOS = 2_000_000;

  private Waiting() {}

  static <T> T until(Supplier<T> look, Predicate<T> isIt) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    T found = look.get();
    while (!isIt.test(found)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("still " + found);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      found = look.get();
    }
    return found;
  }
}

package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class SourceLimiterTest {

  private static final long SECOND = 1_000_000_000L;
  private static final IpAddress SOURCE = IpAddress.ofIpv4(0x0A00_0001);

  private final SourceLimiter limiter = new SourceLimiter(10, 5, 1000, new SipHash(1, 2));

  @Test
  void letsABurstThroughAndThenTheRate() {
    for (long start : new long[] {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 20}) {
      SourceLimiter fresh = new SourceLimiter(10, 5, 1000, new SipHash(1, 2));
      assertEquals(5, passed(fresh, 100, start));
      assertFalse(fresh.tryAcquire(SOURCE, start + SECOND / 10 - 1));
      assertTrue(fresh.tryAcquire(SOURCE, start + SECOND / 10));
      assertFalse(fresh.tryAcquire(SOURCE, start + SECOND / 10));
      assertEquals(5, passed(fresh, 100, start + 10 * SECOND));
    }
  }

  @Test
  void doesNotChargeForWhatItRefuses() {
    passed(limiter, 1000, 0);

    assertTrue(limiter.tryAcquire(SOURCE, SECOND / 10));
  }

  @Test
  void tellsIpv4AddressesApart() {
    passed(limiter, 100, 0);

    assertTrue(limiter.tryAcquire(IpAddress.ofIpv4(0x0A00_0002), 0));
  }

  @Test
  void takesAnIpv6NetworkForOneSource() {
    for (long host = 0; host < 5; host++) {
      assertTrue(limiter.tryAcquire(0x2001_0db8_0000_0001L, host, 0));
    }
    assertFalse(limiter.tryAcquire(0x2001_0db8_0000_0001L, 99, 0));
    assertTrue(limiter.tryAcquire(0x2001_0db8_0000_0002L, 99, 0));
  }

  @Test
  void givesBackWhatWasTaken() {
    passed(limiter, 100, 0);
    limiter.giveBack(SOURCE);

    assertEquals(1, passed(limiter, 100, 0));
    limiter.giveBack(IpAddress.ofIpv4(77)); // Nobody we know.
  }

  @Test
  void staysFairWithFarMoreSourcesThanItHasRoomFor() {
    SourceLimiter small = new SourceLimiter(1, 2, 16, new SipHash(3, 4));
    for (int source = 0; source < 10_000; source++) {
      assertTrue(
          small.tryAcquire(IpAddress.ofIpv4(source), 0), "a source paid for another's deeds");
    }
  }

  @Test
  void remembersWhoOwesMostWhenItIsFull() {
    SourceLimiter tiny = new SourceLimiter(1, 10, 4, new SipHash(3, 4));
    assertEquals(10, passed(tiny, 100, 0));
    for (int source = 0; source < 1000; source++) {
      tiny.tryAcquire(IpAddress.ofIpv4(source), 0);
    }
    assertEquals(0, passed(tiny, 100, 0));
  }

  @Test
  void neverLetsMoreThroughToManyThreads() throws InterruptedException {
    AtomicInteger passed = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    SourceLimiter shared = new SourceLimiter(1, 1000, 100, new SipHash(1, 2));
    shared.tryAcquire(SOURCE, 0);
    for (int i = 0; i < 4; i++) {
      threads.execute(() -> passed.addAndGet(passed(shared, 2000, 0)));
    }
    threads.shutdown();
    assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    assertEquals(999, passed.get());
  }

  @Test
  void refusesALimitThatLetsNothingThrough() {
    SipHash hash = new SipHash(1, 2);
    assertThrows(IllegalArgumentException.class, () -> new SourceLimiter(0, 1, 1, hash));
    assertThrows(IllegalArgumentException.class, () -> new SourceLimiter(1, 0, 1, hash));
    assertThrows(IllegalArgumentException.class, () -> new SourceLimiter(1, 1, 0, hash));
  }

  private static int passed(SourceLimiter limiter, int tries, long nowNanos) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += limiter.tryAcquire(SOURCE, nowNanos) ? 1 : 0;
    }
    return passed;
  }
}

package org.everswarm.tracker.shop.accounts;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private static final String ANN = "ann@studio.example";
  private static final IpAddress HOME = IpAddress.parse("192.0.2.1").orElseThrow();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final LoginThrottle throttle = new LoginThrottle(nanos::get, new Random(1));

  private int failures(String email, IpAddress source, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      try {
        throttle.attempt(email, source);
        admitted++;
      } catch (Problem problem) {
        assertEquals(Kind.TOO_MANY_REQUESTS, problem.kind());
      }
    }
    return admitted;
  }

  private static IpAddress stranger(int number) {
    return IpAddress.ofIpv4(0x0A000000 + number);
  }

  @Test
  void aSourceTriesAnAccountFiveTimesAndThenOnceAMinute() {
    assertEquals(5, failures(ANN, HOME, 100));
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertEquals(1, failures(ANN, HOME, 100));
  }

  @Test
  void manySourcesTogetherTryAnAccountTwiceAMinute() {
    int admitted = 0;
    for (int i = 0; i < 1000; i++) {
      admitted += failures(ANN, stranger(i), 1);
    }
    assertEquals(20, admitted);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    for (int i = 0; i < 1000; i++) {
      admitted += failures(ANN, stranger(1000 + i), 1);
    }
    assertEquals(22, admitted);
  }

  @Test
  void aSourceTriesThirtyAccountsAndThenSixAMinute() {
    int admitted = 0;
    for (int i = 0; i < 1000; i++) {
      admitted += failures("a" + i + "@b.example", HOME, 1);
    }
    assertEquals(30, admitted);
  }

  @Test
  void strangersDoNotLockTheOwnerOutWhereItLoggedInBefore() {
    throttle.attempt(ANN, HOME);
    throttle.succeeded(ANN, HOME);
    for (int i = 0; i < 100_000; i++) {
      failures(ANN, stranger(i), 1);
    }
    assertDoesNotThrow(() -> throttle.attempt(ANN, HOME));
    IpAddress elsewhere = IpAddress.parse("2001:db8::1").orElseThrow();
    assertThrows(Problem.class, () -> throttle.attempt(ANN, elsewhere));
  }

  @Test
  void logInsThatSucceedAreNotLimited() {
    for (int i = 0; i < 1000; i++) {
      throttle.attempt(ANN, HOME);
      throttle.succeeded(ANN, HOME);
    }
    assertTrue(failures(ANN, HOME, 10) >= 5);
  }

  @Test
  void anIpv6NetworkIsOneSource() {
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      admitted += failures(ANN, new IpAddress(0x20010db800000001L, i), 1);
    }
    assertEquals(5, admitted);
  }
}

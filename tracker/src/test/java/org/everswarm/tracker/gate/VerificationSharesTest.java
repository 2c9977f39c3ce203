package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class VerificationSharesTest {

  private static final int MOST = 800;
  private static final long SECOND = 1_000_000_000L;

  private final VerificationShares shares = shares(1);

  private static VerificationShares shares(long seed) {
    return new VerificationShares(
        MOST,
        new SourceLimiter(10 / 60.0, 20, 1 << 12, new SipHash(seed, 2)),
        SourceLimiter.ofNetworks(40 / 60.0, 80, 1 << 12, new SipHash(seed, 4)));
  }

  @Test
  void oneSourceAloneMayFillHalfOfTheQueue() {
    assertEquals(MOST / 2, entered(address(1, 1), MOST, 0));
  }

  @Test
  void theOtherHalfIsForOthersAnEighthEach() {
    int queued = MOST / 2;
    assertEquals(MOST / 8, entered(address(2, 1), MOST, queued));
    assertEquals(MOST / 8, entered(address(3, 1), MOST, queued));
  }

  @Test
  void addressesOfOneNetworkShare() {
    int entered = 0;
    for (int host = 1; host < 200; host++) {
      entered += entered(address(1, host), 10, MOST / 2);
    }
    assertEquals(MOST / 8, entered);
  }

  @Test
  void aNetworkThatForgedKeepsOutOfTheOtherHalf() {
    shares.forged(address(1, 1), 0);

    assertTrue(shares.enter(address(1, 2), 0, 0));
    assertFalse(shares.enter(address(1, 2), MOST / 2, 0));
    assertTrue(shares.enter(address(2, 2), MOST / 2, 0));
    assertTrue(shares.enter(address(1, 2), MOST / 2, 2 * SECOND), "until that is forgiven");
  }

  @Test
  void manyAddressesOfOneNetworkForgeNoMoreThanItMay() {
    int checked = 0;
    for (int second = 0; second < 60; second++) {
      for (int attempt = 0; attempt < 100; attempt++) {
        IpAddress source = address(1, attempt);
        if (shares.enter(source, 0, second * SECOND)) {
          checked++;
          shares.leave(source);
          shares.forged(source, second * SECOND);
        }
      }
    }
    assertEquals(80, checked, "the burst; who asks on after it is refused for as long");
    assertTrue(shares.ignores(address(1, 250), 60 * SECOND));
    assertFalse(shares.ignores(address(2, 1), 60 * SECOND));
  }

  @Test
  void whoPausesAfterForgingIsHeardAgain() {
    for (int i = 0; i < 20; i++) {
      shares.forged(address(1, 1), 0);
    }
    assertFalse(shares.enter(address(1, 1), 0, SECOND));
    assertTrue(shares.enter(address(1, 1), 0, 20 * SECOND));
  }

  @Property(tries = 30)
  void whateverForgersDoHonestNetworksGetIn(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    VerificationShares fresh = shares(seed);
    ArrayDeque<IpAddress> queue = new ArrayDeque<>();
    int refused = 0;
    for (int step = 0; step < 20_000; step++) {
      long now = step * 20_000L;
      IpAddress forger = address(random.nextInt(100), random.nextInt(10));
      if (fresh.enter(forger, queue.size(), now)) {
        queue.add(forger);
      }
      // A check takes two and a half turns.
      if (step % 5 < 2 && !queue.isEmpty()) {
        fresh.leave(queue.peek());
        fresh.forged(queue.remove(), now);
      }
      if (step > 10_000) {
        IpAddress honest = address(1000 + step % 1000, 1);
        if (fresh.enter(honest, queue.size(), now)) {
          fresh.leave(honest);
        } else {
          refused++;
        }
      }
      assertTrue(queue.size() <= MOST);
    }
    assertEquals(0, refused);
  }

  private int entered(IpAddress source, int attempts, int queued) {
    int entered = 0;
    for (int i = 0; i < attempts; i++) {
      entered += shares.enter(source, queued, 0) ? 1 : 0;
    }
    return entered;
  }

  private static IpAddress address(int network, int host) {
    return IpAddress.ofIpv4(10 << 24 | network << 8 | host);
  }
}

package org.everswarm.tracker.shop.receipts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.problem.Problem;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final long EIGHT_HOURS_MILLIS = 8 * 3_600_000;

  private long nowMillis = 1_000_000_000;
  private final Limits limits = new Limits(() -> Instant.ofEpochMilli(nowMillis));

  private void freeOrder(int network, String email) {
    limits.freeOrder(IpAddress.ofIpv4(network << 8), email);
  }

  private void refused(int network, String email) {
    Problem problem = assertThrows(Problem.class, () -> freeOrder(network, email));
    assertEquals(Problem.Kind.TOO_MANY_REQUESTS, problem.kind());
  }

  @Test
  void oneAddressGetsFewLettersOfFreeOrdersWhoeverMakesThem() {
    for (int network = 0; network < 3; network++) {
      freeOrder(network, "victim@example.org");
    }
    refused(3, "victim@example.org");
    freeOrder(3, "another@example.org");
    nowMillis += EIGHT_HOURS_MILLIS;
    freeOrder(4, "victim@example.org");
    refused(5, "victim@example.org");
  }

  @Test
  void oneNetworkMakesNoMoreThanAHundredFreeOrdersAtOnce() {
    for (int order = 0; order < 100; order++) {
      freeOrder(7, "a" + order + "@example.org");
    }
    refused(7, "b@example.org");
    freeOrder(8, "b@example.org");
  }

  @Test
  void allTogetherMakeNoMoreThanFiveThousandAtOnce() {
    for (int order = 0; order < 5000; order++) {
      freeOrder(order, "a" + order + "@example.org");
    }
    refused(5000, "b@example.org");
    nowMillis += 20;
    freeOrder(5000, "b@example.org");
  }
}

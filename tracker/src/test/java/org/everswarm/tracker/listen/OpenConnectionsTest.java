package org.everswarm.tracker.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {

  private static final IpAddress ONE = IpAddress.parse("192.0.2.1").orElseThrow();
  private static final IpAddress TWO = IpAddress.parse("192.0.2.2").orElseThrow();

  @Test
  void refusesBeyondTheLimitInAll() {
    OpenConnections open = new OpenConnections(2, 2);

    assertTrue(open.admit(ONE));
    assertTrue(open.admitProxy());
    assertFalse(open.admit(TWO));
    assertFalse(open.admitProxy());
    open.closed(ONE);
    assertTrue(open.admit(TWO));
    assertEquals(2, open.open());
  }

  @Test
  void refusesBeyondTheLimitOfOneAddress() {
    OpenConnections open = new OpenConnections(10, 1);

    assertTrue(open.admit(ONE));
    assertFalse(open.admit(ONE));
    assertTrue(open.admit(TWO));
    open.closed(ONE);
    assertTrue(open.admit(ONE));
  }

  @Test
  void anIpv6NetworkOf64BitsIsOneSource() {
    OpenConnections open = new OpenConnections(10, 1);

    assertTrue(open.admit(IpAddress.parse("2001:db8:1:1::1").orElseThrow()));
    assertFalse(open.admit(IpAddress.parse("2001:db8:1:1:ffff::2").orElseThrow()));
    assertTrue(open.admit(IpAddress.parse("2001:db8:1:2::1").orElseThrow()));
  }

  @Test
  void keepsNothingOfClosedConnections() {
    OpenConnections open = new OpenConnections(10, 1);
    open.admit(ONE);
    open.admit(ONE);
    open.closed(ONE);

    assertEquals(0, open.open());
    assertEquals(0, open.prefixes());
  }
}

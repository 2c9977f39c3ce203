package org.everswarm.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class EndpointTest {

  private static final IpAddress ADDRESS = IpAddress.ofIpv4(0x7F000001);

  @Test
  void refusesPortsBeyondSixteenBits() {
    assertThrows(IllegalArgumentException.class, () -> new Endpoint(ADDRESS, -1));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint(ADDRESS, 65536));
    assertEquals(65535, new Endpoint(ADDRESS, 65535).port());
  }

  @Test
  void bracketsAnIpv6Address() {
    assertEquals("127.0.0.1:80", new Endpoint(ADDRESS, 80).toString());
    assertEquals(
        "[2001:db8::1]:6881",
        new Endpoint(IpAddress.parse("2001:db8::1").orElseThrow(), 6881).toString());
  }

  @Test
  void isTheSameAsItsSocketAddress() {
    InetSocketAddress socket = new InetSocketAddress(ADDRESS.toInetAddress(), 6969);
    assertEquals(new Endpoint(ADDRESS, 6969), Endpoint.of(socket));
    assertEquals(socket, Endpoint.of(socket).toSocketAddress());
  }
}

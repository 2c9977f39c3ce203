package org.everswarm.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {

  @Test
  void oneClientHasOneAddressMappedOrNot() {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xFF;
    mapped[12] = (byte) 203;
    mapped[15] = 7;
    IpAddress address = IpAddress.parse("203.0.0.7").orElseThrow();
    assertEquals(address, IpAddress.of(mapped));
    assertEquals(Optional.of(address), IpAddress.parse("::ffff:203.0.0.7"));
    assertTrue(address.isIpv4());
    assertEquals(0xCB000007, address.ipv4());
  }

  @Test
  void tellsTheFamiliesApart() {
    assertFalse(IpAddress.parse("::").orElseThrow().isIpv4());
    assertFalse(IpAddress.parse("::cb00:7").orElseThrow().isIpv4());
    assertFalse(IpAddress.parse("2001:db8::1").orElseThrow().isIpv4());
    assertTrue(IpAddress.parse("255.255.255.255").orElseThrow().isIpv4());
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.9", "0.0.0.0", "::1", "2001:db8::1:2", "fe80::1"})
  void printsTheLiteralItWasReadFrom(String literal) {
    assertEquals(literal, IpAddress.parse(literal).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4:80", "g::", ":::"})
  void readsNoNamesAndNothingHalfRight(String text) {
    assertEquals(Optional.empty(), IpAddress.parse(text));
  }

  @Property(tries = 5000)
  void anyTextIsAnAddressOrNone(@ForAll String text) {
    IpAddress.parse(text).ifPresent(a -> assertEquals(Optional.of(a), IpAddress.parse(a + "")));
  }

  @Property
  void fourBytesComeBack(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
    IpAddress address = IpAddress.of(bytes);
    assertTrue(address.isIpv4());
    assertArrayEquals(bytes, address.toBytes());
    assertEquals(InetAddress.getByAddress(bytes), address.toInetAddress());
  }

  @Property
  void sixteenBytesComeBack(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    IpAddress address = IpAddress.of(bytes);
    assertEquals(IpAddress.of(InetAddress.getByAddress(bytes)), address);
    if (!address.isIpv4()) {
      assertArrayEquals(bytes, address.toBytes());
      assertEquals(Optional.of(address), IpAddress.parse(address.toString()));
    }
  }

  @Test
  void refusesAnyOtherNumberOfBytes() {
    assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[5]));
    assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[0]));
  }
}

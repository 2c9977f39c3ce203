package org.everswarm.tracker.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {

  private static final TrustedProxies PROXIES =
      new TrustedProxies(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

  @Test
  void believesNobodyOutsideTheTrustedNetworks() {
    assertEquals("203.0.113.5", client("203.0.113.5", "198.51.100.1"));
  }

  @Test
  void takesWhatTheTrustedProxySaw() {
    assertEquals("198.51.100.1", client("10.0.0.1", "198.51.100.1"));
    assertEquals("2001:db8::1", client("fd00::1", "2001:db8::1"));
  }

  @Test
  void readsFromTheRightAndNeverWhatTheClientPutBefore() {
    assertEquals("198.51.100.1", client("10.0.0.1", "1.1.1.1, 10.0.0.9, 198.51.100.1"));
  }

  @Test
  void walksThroughAChainOfTrustedProxies() {
    assertEquals("198.51.100.1", client("10.0.0.1", "8.8.8.8,198.51.100.1 , 10.0.0.3,10.0.0.2"));
  }

  @Test
  void readsRepeatedHeadersAsOneList() {
    assertEquals("198.51.100.1", client("10.0.0.1", "8.8.8.8, 198.51.100.1", "10.0.0.2"));
  }

  @Test
  void isTheOutermostProxyWhenAllAreTrusted() {
    assertEquals("10.0.0.7", client("10.0.0.1", "10.0.0.7, 10.0.0.2"));
    assertEquals("10.0.0.1", client("10.0.0.1"));
  }

  @Test
  void stopsAtWhatItCannotRead() {
    assertEquals("10.0.0.2", client("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2"));
    assertEquals("10.0.0.1", client("10.0.0.1", "198.51.100.1,"));
    assertEquals("10.0.0.1", client("10.0.0.1", ""));
    assertEquals("10.0.0.1", client("10.0.0.1", "localhost"));
  }

  @Test
  void dropsThePortThatSomeProxiesAppend() {
    assertEquals("198.51.100.1", client("10.0.0.1", "198.51.100.1:4711"));
    assertEquals("2001:db8::1", client("10.0.0.1", "[2001:db8::1]:4711"));
    assertEquals("2001:db8::1", client("10.0.0.1", "[2001:db8::1]"));
  }

  @Test
  void walksABoundedNumberOfHops() {
    List<String> chain = Collections.nCopies(10_000, "10.0.0.2");

    assertEquals("10.0.0.2", client("10.0.0.1", "198.51.100.1," + String.join(",", chain)));
  }

  @Property
  void takesAnyHeaderWithoutAnException(@ForAll List<String> lines) {
    PROXIES.client(IpAddress.parse("10.0.0.1").orElseThrow(), lines);
  }

  private static String client(String socket, String... forwarded) {
    return PROXIES.client(IpAddress.parse(socket).orElseThrow(), List.of(forwarded)).toString();
  }
}

package org.everswarm.tracker.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "fd00::/8, fdab::1, true",
    "fd00::/8, fe00::1, false",
    "2001:db8:0:1::/64, 2001:db8:0:1:ffff::, true",
    "2001:db8:0:1::/64, 2001:db8:0:2::, false",
    "2001:db8::1/128, 2001:db8::1, true",
    "2001:db8::1, 2001:db8::2, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
    "2001:db8::/65, 2001:db8::8000:0:0:1, false",
    "::/0, 198.51.100.1, true",
    "::1, ::1, true"
  })
  void knowsWhatItContains(String network, String address, boolean contained) {
    assertEquals(contained, Cidr.parse(network).contains(IpAddress.parse(address).orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "fd00::/129",
        "localhost",
        "10.0.0/8",
        "10.0.0.0/ 8",
        "10.0.0.0/0008",
        "example.org/8"
      })
  void refusesWhatIsNoNetworkWithASentence(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));

    assertTrue(refusal.toString().contains("is not a network"));
  }

  @ParameterizedTest
  @CsvSource({"10.9.8.7/8, 10.0.0.0/8", "fdff::1/8, fd00:0:0:0:0:0:0:0/8"})
  void dropsTheBitsBeyondItsPrefix(String text, String canonical) {
    assertEquals(Cidr.parse(canonical), Cidr.parse(text));
  }

  @Property
  void readsWhatItWrote(
      @ForAll long high, @ForAll long low, @ForAll @IntRange(max = 128) int length) {
    Cidr network = new Cidr(new IpAddress(high, low), length);

    assertEquals(network, Cidr.parse(network.toString()));
  }

  @Property
  void readsWhatItWroteOfIpv4(
      @ForAll int address, @ForAll @IntRange(min = 96, max = 128) int length) {
    Cidr network = new Cidr(IpAddress.ofIpv4(address), length);

    assertEquals(network, Cidr.parse(network.toString()));
    assertTrue(network.contains(IpAddress.ofIpv4(address)));
  }
}

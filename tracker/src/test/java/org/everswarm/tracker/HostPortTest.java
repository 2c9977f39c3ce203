package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "0.0.0.0:6969", "[::]:6969", "[2001:db8::1]:65535"})
  void writesWhatItReads(String text) {
    assertEquals(text, HostPort.format(HostPort.parse("--udp", text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a:",
        ":80",
        "127.0.0.1",
        "127.0.0.1:-1",
        "127.0.0.1:65536",
        "::1:80",
        "127.0.0.1:+80",
        "127.0.0.1:080000",
        "[]:80",
        "127.0.0.1:٣"
      })
  void refusesEverythingElse(String text) {
    assertThrows(ConfigException.class, () -> HostPort.parse("--udp", text));
  }

  @Test
  void namesAHostWithoutAddress() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> HostPort.parse("--udp", "nowhere.invalid:6969"));
    assertEquals(
        "--udp: the host 'nowhere.invalid' has no address; give an IP address of this machine.",
        refused.getMessage());
  }

  @Test
  void doesNotResolveToWriteAName() {
    assertEquals("host:1", HostPort.format(InetSocketAddress.createUnresolved("host", 1)));
  }
}

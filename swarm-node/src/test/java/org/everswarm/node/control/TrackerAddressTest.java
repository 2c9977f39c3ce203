package org.everswarm.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerAddressTest {

  @Test
  void readsEveryForm() {
    assertEquals(
        new TrackerAddress("t.example", 443, true, "/control"),
        TrackerAddress.parse("https://T.example"));
    assertEquals(
        new TrackerAddress("t.example", 80, false, "/control"),
        TrackerAddress.parse("ws://t.example/"));
    assertEquals(
        new TrackerAddress("::1", 6969, true, "/x/control"),
        TrackerAddress.parse("wss://[::1]:6969/x/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tracker", "udp://t:1", "http://", "http:// x", "http:///p"})
  void refusesAnythingElse(String url) {
    assertThrows(IllegalArgumentException.class, () -> TrackerAddress.parse(url));
  }
}

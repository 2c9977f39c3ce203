package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionKeyTest {

  @Test
  void readsTheLineItWrote() {
    ConnectionKey key = ConnectionKey.generate(new SecureRandom());

    assertEquals(key, ConnectionKey.parseLine(key.line() + "\n"));
    assertNotEquals(key, ConnectionKey.generate(new SecureRandom()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "everswarm connection id key ",
        "everswarm connection id key AAAA",
        "everswarm connection id key !!!",
        "everswarm receipt public key 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void refusesAnythingElseWithASentence(String line) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> ConnectionKey.parseLine(line));

    assertTrue(refusal.toString().contains("Not a connection id key"));
  }

  @Test
  void hidesItsSecret() {
    ConnectionKey key = ConnectionKey.generate(new SecureRandom());
    String secret = key.line().substring(key.line().lastIndexOf(' ') + 1);

    assertFalse(key.toString().contains(secret));
  }

  @Test
  void everyEpochHasAKeyOfItsOwn() {
    ConnectionKey key = ConnectionKey.generate(new SecureRandom());

    assertEquals(key.ofEpoch(7).hash(1), key.ofEpoch(7).hash(1));
    assertNotEquals(key.ofEpoch(7).hash(1), key.ofEpoch(8).hash(1));
  }
}

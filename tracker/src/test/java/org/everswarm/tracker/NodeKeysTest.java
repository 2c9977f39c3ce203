package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeysTest {

  private final ReceiptPublicKey key = key(7);
  private final Revocations revocations;
  private final ReceiptGate gate;
  private final ReceiptKeyFiles files;
  private final List<ReceiptPublicKey> told = new ArrayList<>();
  private final NodeKeys keys;
  private int changes;

  NodeKeysTest(@TempDir Path directory) throws IOException {
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    gate =
        new ReceiptGate(
            GateSettings.defaults(), revocations, Runnable::run, System::nanoTime, new Random(1));
    files = new ReceiptKeyFiles(directory.resolve("keys"));
    keys = new NodeKeys(gate, files, () -> changes++);
    keys.onLocalKey(told::add);
  }

  @AfterEach
  void close() throws IOException {
    revocations.close();
  }

  @Test
  void keepsAKeyThatAnotherNodeToldAndTellsTheSwarmNodesOnce() throws IOException {
    assertTrue(keys.learn(key));
    assertTrue(keys.learn(key));
    assertEquals(List.of(key), files.publicKeys());
    assertEquals(List.of(key), gate.keys());
    assertEquals(1, changes);
    assertEquals(List.of(), told, "others know it");
  }

  @Test
  void tellsOtherNodesOfAKeyThatIsAddedHere() throws IOException {
    keys.add(key);
    assertEquals(List.of(key), told);
    assertEquals(1, changes);
  }

  @Test
  void keepsItsOwnKeyWhenAnotherIsToldWithItsId() throws IOException {
    keys.add(key);
    assertFalse(keys.learn(key(7)));
    assertEquals(List.of(key), files.publicKeys());
    assertEquals(List.of(key), keys.keys());
    assertThrows(IllegalArgumentException.class, () -> keys.add(key(7)));
    assertEquals(1, changes);
  }

  private static ReceiptPublicKey key(int id) {
    return ReceiptPrivateKey.generate(id, new SecureRandom()).publicKey();
  }
}

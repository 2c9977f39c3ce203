package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingLockTest {

  @Test
  void oneNodeServesADirectoryUntilItEnds(@TempDir Path data) throws IOException {
    ServingLock first = ServingLock.take(data);
    ConfigException second = assertThrows(ConfigException.class, () -> ServingLock.take(data));
    assertTrue(String.valueOf(second.getMessage()).contains("another swarm-node serves " + data));

    first.close();
    ServingLock.take(data).close();
  }
}

package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoHashesTest {

  @Test
  void areDistinctAndDependOnTheSeed() {
    InfoHashes hashes = new InfoHashes(7, 10_000);
    HashSet<Long> seen = new HashSet<>();
    for (int torrent = 0; torrent < hashes.count(); torrent++) {
      seen.add(hashes.word0(torrent));
      seen.add(hashes.word1(torrent));
    }
    assertEquals(2 * hashes.count(), seen.size());
    assertNotEquals(hashes.word0(0), new InfoHashes(8, 1).word0(0));
  }

  @Test
  void writesThemAsAWhitelist(@TempDir Path directory) throws IOException {
    InfoHashes hashes = new InfoHashes(7, 100);
    Path file = directory.resolve("whitelist");
    hashes.writeTo(file);
    List<String> lines = Files.readAllLines(file);
    assertEquals(100, lines.size());
    for (int torrent = 0; torrent < 100; torrent++) {
      InfoHash expected =
          new InfoHash(hashes.word0(torrent), hashes.word1(torrent), hashes.word2(torrent));
      assertEquals(expected.hex(), lines.get(torrent));
    }
  }
}

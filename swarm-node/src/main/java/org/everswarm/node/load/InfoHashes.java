package org.everswarm.node.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The info-hashes of a load: the same for the same seed, without an array.
 *
 * @param seed what they derive from
 * @param count how many torrents there are
 */
record InfoHashes(long seed, int count) {

  private static final int DIGITS = 40;
  private static final int WORDS = 3;

  long word0(int torrent) {
    return SplitMix.at(seed, (long) torrent * WORDS);
  }

  long word1(int torrent) {
    return SplitMix.at(seed, (long) torrent * WORDS + 1);
  }

  int word2(int torrent) {
    return (int) SplitMix.at(seed, (long) torrent * WORDS + 2);
  }

  /** Writes them all, 40 hexadecimal digits a line: a whitelist. */
  void writeTo(Path file) throws IOException {
    byte[] line = new byte[DIGITS + 1];
    line[DIGITS] = '\n';
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (int torrent = 0; torrent < count; torrent++) {
        hex(word0(torrent), 16, line, 0);
        hex(word1(torrent), 16, line, 16);
        hex(word2(torrent), 8, line, 32);
        out.write(line);
      }
    }
  }

  private static void hex(long word, int digits, byte[] out, int at) {
    for (int i = 0; i < digits; i++) {
      out[at + i] = (byte) Character.forDigit((int) (word >>> (4 * (digits - 1 - i))) & 0xF, 16);
    }
  }
}

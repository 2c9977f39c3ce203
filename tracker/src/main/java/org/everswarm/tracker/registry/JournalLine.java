package org.everswarm.tracker.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A line of a {@link Journal}: eight hexadecimal digits of CRC-32C, a space, the text. */
final class JournalLine {

  private static final int TEXT = 9;

  private JournalLine() {}

  /** The line with its end. */
  static String write(String text) {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a line of a journal has one end");
    }
    byte[] bytes = text.getBytes(UTF_8);
    return HexFormat.of().toHexDigits(crc(bytes, 0, bytes.length)) + " " + text + "\n";
  }

  /** The text of a line that lies from {@code from} to {@code to}; null when it is damaged. */
  static @Nullable String read(byte[] bytes, int from, int to) {
    int text = from + TEXT;
    if (to < text) {
      return null;
    }
    String start = HexFormat.of().toHexDigits(crc(bytes, text, to)) + " ";
    return start.equals(new String(bytes, from, TEXT, UTF_8))
        ? new String(bytes, text, to - text, UTF_8)
        : null;
  }

  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}

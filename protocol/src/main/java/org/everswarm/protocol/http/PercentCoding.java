package org.everswarm.protocol.http;

/** Percent-coded bytes of a query. */
final class PercentCoding {

  private PercentCoding() {}

  /**
   * Decodes characters {@code from} to {@code to} into {@code out}; false unless they stand for
   * exactly {@code out.length} bytes.
   *
   * <p>A plus is a space, as in forms and in every tracker written in Go, PHP or Python: clients
   * escape the real one. Characters from 0x80 to 0xFF are the bytes that a server read them from.
   */
  static boolean decode(String text, int from, int to, byte[] out) {
    int length = 0;
    int at = from;
    while (at < to) {
      int value = byteAt(text, at, to);
      if (value < 0 || length == out.length) {
        return false;
      }
      out[length++] = (byte) value;
      at += text.charAt(at) == '%' ? 3 : 1;
    }
    return length == out.length;
  }

  private static int byteAt(String text, int at, int to) {
    char character = text.charAt(at);
    if (character == '%') {
      return at + 2 < to ? hex(text.charAt(at + 1)) << 4 | hex(text.charAt(at + 2)) : -1;
    }
    if (character == '+') {
      return ' ';
    }
    return character <= 0xFF ? character : -1;
  }

  private static int hex(char character) {
    return character < 0x80 ? Character.digit(character, 16) : -1;
  }
}

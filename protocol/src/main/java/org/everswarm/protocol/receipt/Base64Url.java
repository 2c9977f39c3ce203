package org.everswarm.protocol.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Base64url without padding (RFC 4648, 5), strict, for lengths that the JDK would allocate for. */
final class Base64Url {

  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEXTETS = sextets();

  private Base64Url() {}

  /** The 24 bits of four characters; negative when one is not of the alphabet. */
  static int quad(int a, int b, int c, int d) {
    int first = sextet(a);
    int second = sextet(b);
    int third = sextet(c);
    int fourth = sextet(d);
    return (first | second | third | fourth) < 0
        ? -1
        : first << 18 | second << 12 | third << 6 | fourth;
  }

  /** Puts 24 bits as three bytes. */
  static void put(byte[] out, int at, int bits) {
    out[at] = (byte) (bits >> 16);
    out[at + 1] = (byte) (bits >> 8);
    out[at + 2] = (byte) bits;
  }

  /** The four characters of three bytes, the first in the lowest byte. */
  static int characters(byte[] bytes, int from) {
    int high = (bytes[from] & 0xFF) << 16;
    int bits = high | ((bytes[from + 1] & 0xFF) << 8) | (bytes[from + 2] & 0xFF);
    return ALPHABET[bits >>> 18]
        | (ALPHABET[(bits >>> 12) & 63] << 8)
        | (ALPHABET[(bits >>> 6) & 63] << 16)
        | (ALPHABET[bits & 63] << 24);
  }

  static String encode(byte[] bytes, int from, int length) {
    byte[] part = Arrays.copyOfRange(bytes, from, from + length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
  }

  private static int sextet(int character) {
    return character >= 0 && character < SEXTETS.length ? SEXTETS[character] : -1;
  }

  private static byte[] sextets() {
    byte[] sextets = new byte[128];
    Arrays.fill(sextets, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      sextets[ALPHABET[i]] = (byte) i;
    }
    return sextets;
  }
}

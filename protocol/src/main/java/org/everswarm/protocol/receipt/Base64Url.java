package org.everswarm.protocol.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Base64url without padding (RFC 4648, 5), strict, for lengths that the JDK would allocate for. */
final class Base64Url {

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
    byte[] alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < alphabet.length; i++) {
      sextets[alphabet[i]] = (byte) i;
    }
    return sextets;
  }
}

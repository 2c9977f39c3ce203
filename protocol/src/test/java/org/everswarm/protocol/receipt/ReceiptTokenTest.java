package org.everswarm.protocol.receipt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTokenTest {

  private static final ReceiptPrivateKey KEY = Keys.counting(200, 0);
  private static final ReceiptToken TOKEN =
      new ReceiptSigner(KEY).sign(7, -8, 500_000, ReceiptKind.PUBLISHER);

  @Test
  void readsWhatTheSignerMade() {
    ReceiptToken read = ReceiptToken.parse(TOKEN.text());

    assertNotNull(read);
    assertEquals(TOKEN, read);
    assertEquals(TOKEN.hashCode(), read.hashCode());
    assertEquals(200, read.keyId());
    assertEquals(7, read.bundleId());
    assertEquals(-8, read.receiptId());
    assertEquals(500_000, read.notAfterHours());
    assertEquals(ReceiptKind.PUBLISHER, read.kind());
  }

  @Test
  void readsATokenInTheMiddleOfAText() {
    String text = "/announce/" + TOKEN.text() + "?x";
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    int to = 10 + ReceiptToken.TEXT_LENGTH;

    assertEquals(TOKEN, ReceiptToken.parse(text, 10, to));
    assertEquals(TOKEN, ReceiptToken.parseAscii(ascii, 10, to));
    assertNull(ReceiptToken.parse(text, 9, to));
    assertNull(ReceiptToken.parseAscii(ascii, 10, to + 1));
  }

  @Test
  void refusesEveryLengthButOne() {
    String text = TOKEN.text();
    assertEquals(ReceiptToken.TEXT_LENGTH, text.length());
    for (int length = 0; length < text.length(); length++) {
      assertNull(ReceiptToken.parse(text.substring(0, length)));
    }
    assertNull(ReceiptToken.parse(text + "A"));
    assertNull(ReceiptToken.parse(text + "="));
    assertNull(ReceiptToken.parse(text.substring(0, 115) + "="));
  }

  @Test
  void refusesEveryCharacterOutsideTheAlphabetAtEveryPlace() {
    String text = TOKEN.text();
    for (int i = 0; i < text.length(); i++) {
      // U+0141 has the low byte of A, U+FF21 is a full-width A.
      for (char foreign : "+/=%. \0\u007F\u0080\u00FF\u0141\uFF21".toCharArray()) {
        String broken = text.substring(0, i) + foreign + text.substring(i + 1);
        assertNull(ReceiptToken.parse(broken));
        byte[] latin = broken.getBytes(StandardCharsets.ISO_8859_1);
        assertNull(ReceiptToken.parseAscii(latin, 0, latin.length));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 127, 128, 255})
  void refusesOtherVersions(int version) {
    assertNull(ReceiptToken.parse(textWith(0, version)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 5, 127, 128, 255})
  void refusesOtherKinds(int kind) {
    assertNull(ReceiptToken.parse(textWith(22, kind)));
  }

  @ParameterizedTest
  @EnumSource(ReceiptKind.class)
  void readsEveryKind(ReceiptKind kind) {
    long bundleId = kind == ReceiptKind.SWARM_NODE ? 0 : 1;
    ReceiptToken token = new ReceiptSigner(KEY).sign(bundleId, 2, 3, kind);
    ReceiptToken read = ReceiptToken.parse(token.text());
    assertNotNull(read);
    assertEquals(kind, read.kind());
  }

  @Test
  void refusesTheSameSignatureWithItsScalarNotReduced() {
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger scalar = scalarOf(Keys.bytes(TOKEN));

    // S + k L is the same scalar to arithmetic; all of those that fit in 256 bits.
    for (BigInteger s = scalar.add(order); s.bitLength() <= 256; s = s.add(order)) {
      assertNull(ReceiptToken.parse(textWithScalar(s)));
    }
    assertNull(ReceiptToken.parse(textWithScalar(order)));
    assertNotNull(ReceiptToken.parse(textWithScalar(order.subtract(BigInteger.ONE))));
    assertNotNull(ReceiptToken.parse(textWithScalar(scalar)));
  }

  @Test
  void endsAtTheBeginningOfItsHour() {
    assertFalse(TOKEN.expiredAt(499_999));
    assertTrue(TOKEN.expiredAt(500_000));
    assertTrue(TOKEN.expiredAt(500_001));
  }

  @Test
  void countsHoursUnsignedAndNeverEndsAtTheLast() {
    ReceiptSigner signer = new ReceiptSigner(KEY);
    ReceiptToken late = signer.sign(1, 2, 0xFFFF_FFFEL, ReceiptKind.BUYER);
    ReceiptToken never = signer.sign(1, 2, ReceiptSigner.NEVER, ReceiptKind.BUYER);

    assertEquals(0xFFFF_FFFEL, late.notAfterHours());
    assertFalse(late.expiredAt(0xFFFF_FFFDL));
    assertTrue(late.expiredAt(0xFFFF_FFFEL));
    assertFalse(never.expiredAt(Long.MAX_VALUE));
  }

  @Test
  void givesAllItsBytesAsWords() {
    ByteBuffer bytes = ByteBuffer.wrap(Keys.bytes(TOKEN));
    for (int i = 0; i < 10; i++) {
      assertEquals(bytes.getLong(8 * i), TOKEN.word(i));
    }
    assertEquals(bytes.getLong(79), TOKEN.word(10));
  }

  @Test
  void hidesItselfInText() {
    String text = TOKEN.text();
    String shown = TOKEN.toString();
    for (int i = 0; i + 4 <= text.length(); i++) {
      assertFalse(shown.contains(text.substring(i, i + 4)));
    }
  }

  @Test
  void tokensOfDifferentBytesDiffer() {
    Random random = new Random(1);
    Set<ReceiptToken> tokens = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      tokens.add(Keys.anyToken(KEY, random));
    }
    assertEquals(100, tokens.size());
    assertNotEquals(TOKEN, tokens.iterator().next());
  }

  @Property
  void readsAnyTextWithoutAnException(@ForAll @StringLength(max = 240) String text) {
    ReceiptToken token = ReceiptToken.parse(text);
    assertTrue(token == null || token.text().equals(text));
  }

  @Property
  void anyTokenThatReadsHasOneTextOnly(@ForAll @Size(ReceiptToken.BYTES) byte[] bytes) {
    bytes[0] = 1;
    bytes[22] = (byte) (1 + (bytes[22] & 1));
    bytes[86] &= 0x0F;
    String text = Keys.text(bytes);

    ReceiptToken token = ReceiptToken.parse(text);

    assertNotNull(token);
    assertEquals(text, token.text());
    assertArrayEquals(bytes, Keys.bytes(token));
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(token, ReceiptToken.parseAscii(ascii, 0, ascii.length));
  }

  private static String textWith(int index, int value) {
    byte[] bytes = Keys.bytes(TOKEN);
    bytes[index] = (byte) value;
    return Keys.text(bytes);
  }

  private static BigInteger scalarOf(byte[] token) {
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = token[86 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  private static String textWithScalar(BigInteger scalar) {
    byte[] bytes = Keys.bytes(TOKEN);
    for (int i = 0; i < 32; i++) {
      bytes[55 + i] = scalar.shiftRight(8 * i).byteValue();
    }
    return Keys.text(bytes);
  }
}

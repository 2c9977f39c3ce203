package org.everswarm.protocol.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BencodeReaderTest {

  private static final BencodeLimits STRICT = new BencodeLimits(1 << 20, 32, 1000, 1 << 19, true);
  private static final BencodeLimits LENIENT = new BencodeLimits(1 << 20, 32, 1000, 1 << 19, false);

  @ParameterizedTest
  @CsvSource({
    "i0e, 0",
    "i42e, 42",
    "i-7e, -7",
    "i9223372036854775807e, 9223372036854775807",
    "i-9223372036854775808e, -9223372036854775808",
  })
  void readsIntegersOf64Bits(String text, long value) throws MalformedBencode {
    assertEquals(new BInt(value), read(STRICT, text));
  }

  @Test
  void readsStringsOfAnyBytes() throws MalformedBencode {
    assertEquals(BString.of(""), read(STRICT, "0:"));
    assertEquals(BString.of(new byte[] {0, (byte) 0xFF, 'e'}), read(STRICT, "3:\0\u00ffe"));
  }

  @Test
  void readsNestedListsAndDictionaries() throws MalformedBencode {
    BDict inner = BDict.builder().put("a", 1).put("b", "two").build();
    BList expected = new BList(List.of(inner, new BList(List.of()), BDict.builder().build()));
    assertEquals(expected, read(STRICT, "ld1:ai1e1:b3:twoeledee"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i",
        "ie",
        "i-e",
        "i-",
        "i1",
        "i+1e",
        "i 1e",
        "i1.5e",
        "i--1e",
        "i1-e",
        "x",
        "e",
        "-1:a",
        ":",
        "1",
        "1:",
        "2:a",
        "l",
        "li1e",
        "d",
        "d1:a",
        "d1:ae",
        "di1ei2ee",
        "dle1:ae",
        "d1:a1:be1",
        "i1ei2e",
        "4:spamx",
        "lee",
        "99999999999999999999:a",
        "1e:a",
        " i1e",
        "i1e\n"
      })
  void refusesWhatIsNoBencode(String text) {
    assertRefused(STRICT, text);
    assertRefused(LENIENT, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"i00e", "i01e", "i-0e", "i-01e", "00:", "01:a", "d1:ai1e1:ai2ee"})
  void refusesWhatIsNotCanonicalEvenWhenLenient(String text) {
    assertRefused(STRICT, text);
    assertRefused(LENIENT, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i9223372036854775808e",
        "i-9223372036854775809e",
        "i92233720368547758070e",
        "i18446744073709551616e"
      })
  void refusesIntegersBeyond64Bits(String text) {
    assertRefused(STRICT, text);
  }

  @Test
  void refusesKeysOutOfOrderUnlessLenient() throws MalformedBencode {
    String unsorted = "d1:bi2e1:ai1ee";
    assertRefused(STRICT, unsorted);
    assertEquals(BDict.builder().put("a", 1).put("b", 2).build(), read(LENIENT, unsorted));
  }

  @Test
  void refusesAKeyTwiceEvenApartAndLenient() {
    assertRefused(LENIENT, "d1:ai1e1:bi2e1:ai3ee");
  }

  @Test
  void ordersKeysByUnsignedBytes() throws MalformedBencode {
    assertEquals(2, ((BDict) read(STRICT, "d1:zi1e1:\u00ffi2ee")).keys().size());
    assertRefused(STRICT, "d1:\u00ffi2e1:zi1ee");
    assertEquals(2, ((BDict) read(STRICT, "d1:ai1e2:aai2ee")).keys().size());
  }

  @Test
  void nestsAsDeepAsAllowedAndNoDeeper() throws MalformedBencode {
    read(STRICT, "l".repeat(32) + "e".repeat(32));
    assertRefused(STRICT, "l".repeat(33) + "e".repeat(33));
    assertRefused(STRICT, "d1:a".repeat(33) + "i1e" + "e".repeat(33));
  }

  @Test
  void readsTheDeepestNestingAnyLimitAllows() throws MalformedBencode {
    BencodeLimits deep = new BencodeLimits(1 << 20, BencodeLimits.DEEPEST, 1 << 20, 1, true);
    int depth = BencodeLimits.DEEPEST;
    read(deep, "d1:a".repeat(depth) + "i1e" + "e".repeat(depth));
  }

  @Test
  void doesNotOverflowTheStackOnAMegabyteOfOpenings() {
    assertRefused(STRICT, "l".repeat(1 << 20));
    assertRefused(LENIENT, "d0:".repeat((1 << 20) / 3));
  }

  @Test
  void countsEveryValueAndKeyAgainstTheLimit() throws MalformedBencode {
    read(STRICT, "l" + "0:".repeat(999) + "e");
    assertRefused(STRICT, "l" + "0:".repeat(1000) + "e");
    BencodeLimits three = new BencodeLimits(100, 2, 3, 10, true);
    read(three, "d1:ai1ee");
    assertRefused(three, "d1:ai1e1:bi1ee");
  }

  @Test
  void refusesStringsAndInputsBeyondTheirLimits() throws MalformedBencode {
    BencodeLimits small = new BencodeLimits(10, 2, 10, 4, true);
    read(small, "4:abcd");
    assertRefused(small, "5:abcde");
    assertRefused(small, "l2:ab2:ab2:abe");
  }

  @Test
  void tellsWhereTheTroubleIs() {
    MalformedBencode malformed =
        assertThrows(MalformedBencode.class, () -> read(STRICT, "d1:ai1e1:bi01ee"));
    assertEquals(13, malformed.offset());
    assertEquals("a leading zero at byte 13", malformed.getMessage());
  }

  @Test
  void remembersWhereEachValueStood() throws MalformedBencode {
    byte[] in = bytes("d1:ai1e1:bd1:cli2ee1:d0:e1:zi3ee");
    BDict dict = new BencodeReader(STRICT).readDict(in);
    BDict.Range range = dict.range(BString.of("b")).orElseThrow();
    byte[] cut = Arrays.copyOfRange(in, range.from(), range.to());
    assertArrayEquals(bytes("d1:cli2ee1:d0:e"), cut);
    assertEquals(dict.find("b"), Optional.of(read(STRICT, new String(cut, ISO_8859_1))));
  }

  @Test
  void keepsNoHoldOnTheInput() throws MalformedBencode {
    byte[] in = bytes("4:spam");
    BValue value = new BencodeReader(STRICT).read(in);
    Arrays.fill(in, (byte) 0);
    assertEquals(BString.of("spam"), value);
  }

  @Test
  void wantsADictionaryWhereOneIsAskedFor() {
    assertThrows(MalformedBencode.class, () -> new BencodeReader(STRICT).readDict(bytes("le")));
  }

  @Test
  void refusesLimitsThatWouldNotBeSafe() {
    assertThrows(
        IllegalArgumentException.class, () -> new BencodeLimits(10, 100_000, 10, 10, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new BencodeLimits(Integer.MAX_VALUE, 10, 10, Integer.MAX_VALUE, true));
    assertThrows(IllegalArgumentException.class, () -> new BencodeLimits(0, 10, 10, 10, true));
  }

  private static BValue read(BencodeLimits limits, String text) throws MalformedBencode {
    return new BencodeReader(limits).read(bytes(text));
  }

  private static void assertRefused(BencodeLimits limits, String text) {
    assertThrows(MalformedBencode.class, () -> read(limits, text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}

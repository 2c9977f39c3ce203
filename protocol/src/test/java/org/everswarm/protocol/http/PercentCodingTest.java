package org.everswarm.protocol.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentCodingTest {

  private final byte[] out = new byte[20];

  @Property
  void readsTwentyBytesHoweverTheyAreEscaped(@ForAll @Size(20) byte[] bytes) {
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    String form = URLEncoder.encode(latin, StandardCharsets.ISO_8859_1);
    StringBuilder all = new StringBuilder();
    for (byte b : bytes) {
      all.append(String.format("%%%02x", b));
    }
    for (String text :
        new String[] {form, all.toString(), all.toString().toUpperCase(Locale.ROOT)}) {
      assertTrue(PercentCoding.decode(text, 0, text.length(), out));
      assertArrayEquals(bytes, out);
    }
  }

  @Property
  void readsAnyTextWithoutAnException(@ForAll String text) {
    boolean whole = PercentCoding.decode(text, 0, text.length(), out);
    assertTrue(!whole || text.length() >= out.length);
  }

  @Test
  void readsRawBytesAndPlusAsSpace() {
    String raw = "\u00FF\u0000+%2B%2b~*!'().-_abcde\u0080";
    assertTrue(PercentCoding.decode(raw, 0, raw.length(), out));
    assertArrayEquals("\u00FF\0 ++~*!'().-_abcde\u0080".getBytes(StandardCharsets.ISO_8859_1), out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1234567890123456789",
        "123456789012345678901",
        "1234567890123456789%",
        "1234567890123456789%4",
        "1234567890123456789%4g",
        "1234567890123456789%g4",
        "1234567890123456789%+1",
        "1234567890123456789% 1",
        "1234567890123456789%%41",
        "12345678901234567890%41",
        "1234567890123456789\u0100",
        "1234567890123456789%\u0661\u0661",
        "1234567890123456789%\uFF11\uFF11",
      })
  void refusesOtherLengthsAndBrokenEscapes(String text) {
    assertFalse(PercentCoding.decode(text, 0, text.length(), out));
  }

  @Test
  void looksNoFurtherThanItShall() {
    String text = "1234567890123456789%41";
    assertFalse(PercentCoding.decode(text, 0, text.length() - 1, out));
    assertTrue(PercentCoding.decode("<" + text + ">", 1, text.length() + 1, out));
  }
}

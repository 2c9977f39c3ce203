package org.everswarm.tracker.shop.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.MimeUtility;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Read back by another program's parser. */
class MimeLetterTest {

  @Test
  void leavesShortAsciiAsItIs() {
    assertEquals("Your receipt 1234", MimeLetter.encoded("Your receipt 1234"));
  }

  @Test
  void encodesWhatWouldBeReadAsEncoded() throws Exception {
    String subject = "=?UTF-8?B?QQ==?=";
    assertEquals(subject, MimeUtility.decodeText(MimeLetter.encoded(subject)));
    assertTrue(!MimeLetter.encoded(subject).equals(subject));
  }

  @Property
  void anySubjectIsReadAsItWasWritten(@ForAll @StringLength(max = 300) String text)
      throws Exception {
    if (text.isBlank() || !Letter.isOneLine(text)) {
      return;
    }
    String encoded = MimeLetter.encoded(text);
    assertEquals(text, MimeUtility.decodeText(MimeUtility.unfold(encoded)));
    for (String line : encoded.split("\r\n", -1)) {
      assertTrue(line.length() <= 76, line);
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7F), line);
    }
  }
}

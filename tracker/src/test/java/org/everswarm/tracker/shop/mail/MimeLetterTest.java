package org.everswarm.tracker.shop.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.tracker.shop.mail.Letter.Attachment;
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
    if (text.isBlank() || !Attachment.isOneLine(text)) {
      return;
    }
    String encoded = MimeLetter.encoded(text);
    assertEquals(text, MimeUtility.decodeText(MimeUtility.unfold(encoded)));
    for (String line : encoded.split("\r\n", -1)) {
      assertTrue(line.length() <= 76, line);
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7F), line);
    }
  }

  @Property
  void anyFileNameIsReadAsItWasWritten(@ForAll @StringLength(min = 1, max = 90) String name)
      throws Exception {
    if (name.isBlank() || !Attachment.isOneLine(name) || name.matches("(?s).*[\"\\\\/].*")) {
      return;
    }
    String header = MimeLetter.disposition(name);
    System.setProperty("mail.mime.decodeparameters", "true");
    assertEquals(name, new ContentDisposition(header).getParameter("filename"));
    for (String line : header.split("\r\n", -1)) {
      assertTrue(line.length() < 998, line);
      assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7F), line);
    }
  }

  @Property
  void aLongFileNameKeepsItsEnd(@ForAll @StringLength(min = 80, max = 240) String middle) {
    String name = "a" + middle.replaceAll("[\\p{Cntrl}\"\\\\/\\p{Cs}\\p{Z}]", "x") + ".torrent";
    String header = MimeLetter.disposition(name);
    assertTrue(header.endsWith(".torrent\"") || header.endsWith(".torrent"), header);
    assertTrue(header.getBytes(StandardCharsets.UTF_8).length < 1200);
  }
}

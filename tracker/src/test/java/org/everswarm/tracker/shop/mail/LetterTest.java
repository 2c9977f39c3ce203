package org.everswarm.tracker.shop.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@b.example",
        "first.last+tag@mail.example.org",
        "o'brien@xn--bcher-kva.example",
        "root@localhost",
        "_@127.0.0.1"
      })
  void takesAddresses(String address) {
    assertTrue(MailAddress.isValid(address));
    new Letter(address, "Hello", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b@c.example",
        "a.@b.example",
        ".a@b.example",
        "a..a@b.example",
        "a@-b.example",
        "a@b-.example",
        "a@b..example",
        "a@b.example\n",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example>\r\nRCPT TO:<c@d.example",
        "<a@b.example>",
        "A <a@b.example>",
        "a@b.example,c@d.example",
        "\"a b\"@c.example",
        "a@[127.0.0.1]",
        "ä@b.example",
        "a@bücher.example",
        "a(b)@c.example",
        "a\u0000@b.example"
      })
  void refusesWhatWouldSaySomethingElseInAHeader(String address) {
    assertFalse(MailAddress.isValid(address));
    assertThrows(IllegalArgumentException.class, () -> new Letter(address, "Hello", ""));
  }

  @Test
  void refusesAddressesThatAreTooLong() {
    assertTrue(MailAddress.isValid("a".repeat(64) + "@b.example"));
    assertFalse(MailAddress.isValid("a".repeat(65) + "@b.example"));
    assertFalse(MailAddress.isValid("a@" + "b".repeat(64) + ".example"));
    assertFalse(MailAddress.isValid("a@" + "b.".repeat(130) + "example"));
  }

  @Property
  void aValidAddressHasOneAtAndNothingThatEndsAWord(@ForAll String text) {
    if (MailAddress.isValid(text)) {
      assertEquals(text.indexOf('@'), text.lastIndexOf('@'));
      assertTrue(text.chars().allMatch(c -> c > ' ' && c < 0x7F && "<>(),;:\\\"[]".indexOf(c) < 0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\r\nBcc: x@y.example", "a\u2028b", "a\u0085b", "a\tb"})
  void refusesSubjectsThatAreNotOneLine(String subject) {
    assertThrows(IllegalArgumentException.class, () -> new Letter("a@b.example", subject, ""));
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Letter("a@b.example", "Hello", "x".repeat((1 << 16) + 1)));
  }

  @Test
  void tellsNothingOfItself() {
    Letter letter = new Letter("secret@b.example", "secret", "secret");
    assertFalse(letter.toString().contains("secret"));
  }
}

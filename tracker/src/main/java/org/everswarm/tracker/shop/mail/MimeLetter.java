package org.everswarm.tracker.shop.mail;

import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Letters as mail. The same letter has the same Message-ID however often it goes out.
 *
 * <p>Subjects are encoded here: Vert.x cuts characters in two where a line ends.
 */
final class MimeLetter {

  /** Bytes of an encoded word, so that its line stays below 76 characters. */
  private static final int WORD_BYTES = 39;

  private static final int PLAIN_MAX = 60;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final String from;
  private final String domain;

  MimeLetter(String from) {
    this.from = from;
    domain = from.substring(from.lastIndexOf('@') + 1);
  }

  MailMessage of(QueuedLetter queued) {
    Letter letter = queued.letter();
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Message-ID", "<" + queued.id() + "@" + domain + ">")
            .add("Date", DATE.format(queued.createdAt()))
            .add("Subject", encoded(letter.subject()))
            .add("Auto-Submitted", "auto-generated");
    return new MailMessage()
        .setFrom(from)
        .setTo(letter.to())
        .setText(letter.text())
        .setHeaders(headers);
  }

  /** RFC 2047, in words of whole characters; short ASCII stays as it is. */
  static String encoded(String subject) {
    boolean plain =
        subject.length() <= PLAIN_MAX
            && subject.chars().allMatch(c -> c >= ' ' && c < 0x7F)
            && !subject.contains("=?");
    if (plain) {
      return subject;
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int bytes = 0;
    for (int c : subject.codePoints().toArray()) {
      String next = Character.toString(c);
      int size = next.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > WORD_BYTES) {
        words.add(word(word));
        word.setLength(0);
        bytes = 0;
      }
      word.append(next);
      bytes += size;
    }
    words.add(word(word));
    return String.join("\r\n ", words);
  }

  private static String word(StringBuilder text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
  }
}

package org.everswarm.tracker.shop.mail;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailMessage;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.everswarm.tracker.shop.mail.Letter.Attachment;

/**
 * Letters as mail. The same letter has the same Message-ID however often it goes out.
 *
 * <p>Subjects and file names are encoded here: Vert.x cuts characters in two where a line ends.
 */
final class MimeLetter {

  /** Bytes of an encoded word, so that its line stays below 76 characters. */
  private static final int WORD_BYTES = 39;

  private static final int PLAIN_MAX = 60;
  private static final int NAME_MAX = 90;
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
    MailMessage mail =
        new MailMessage()
            .setFrom(from)
            .setTo(letter.to())
            .setText(letter.text())
            .setHeaders(headers);
    if (!letter.attachments().isEmpty()) {
      mail.setAttachment(letter.attachments().stream().map(MimeLetter::attachment).toList());
    }
    return mail;
  }

  private static MailAttachment attachment(Attachment attachment) {
    return MailAttachment.create()
        .setContentType(attachment.contentType())
        .setDisposition(disposition(attachment.name()))
        .setData(Buffer.buffer(attachment.content()));
  }

  /** RFC 2231, and a plain name for readers that do not know it. */
  static String disposition(String name) {
    String shorter = shortened(name);
    String plain = shorter.replaceAll("[^A-Za-z0-9 ()._-]", "_");
    String header = "attachment;\r\n filename=\"" + plain + "\"";
    return plain.equals(shorter)
        ? header
        : header + ";\r\n filename*=UTF-8''" + percentEncoded(shorter);
  }

  /** Keeps the end, which says what kind of file it is. */
  private static String shortened(String name) {
    if (name.length() <= NAME_MAX) {
      return name;
    }
    int half = NAME_MAX / 2;
    int head = Character.isHighSurrogate(name.charAt(half - 1)) ? half - 1 : half;
    int tail = name.length() - half + 1;
    int start = Character.isLowSurrogate(name.charAt(tail)) ? tail + 1 : tail;
    return name.substring(0, head) + "_" + name.substring(start);
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(isPlain(b) ? String.valueOf((char) b) : String.format("%%%02X", b & 0xFF));
    }
    return encoded.toString();
  }

  private static boolean isPlain(byte b) {
    return b > 0 && (Character.isLetterOrDigit(b) || "._-".indexOf(b) >= 0);
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

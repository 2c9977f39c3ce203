package org.everswarm.tracker.shop.mail;

import java.nio.charset.StandardCharsets;

/**
 * A letter to one reader.
 *
 * @param to an address as {@link MailAddress} has it
 * @param subject 1 to 1000 characters of one line
 * @param text plain text, lines end with {@code \n}; at most 64 KiB
 */
public record Letter(String to, String subject, String text) {

  private static final int SUBJECT_MAX = 1000;
  private static final int TEXT_BYTES_MAX = 1 << 16;

  /**
   * @throws IllegalArgumentException if something is longer than it may be, or would end a header
   */
  public Letter {
    require(MailAddress.isValid(to), "The address is none.");
    require(!subject.isBlank() && subject.length() <= SUBJECT_MAX, "A subject has 1 to 1000.");
    require(isOneLine(subject), "The subject is more than one line.");
    require(text.getBytes(StandardCharsets.UTF_8).length <= TEXT_BYTES_MAX, "Text over 64 KiB.");
    require(text.indexOf('\0') < 0, "The text has a zero character.");
  }

  /** Letters hold addresses and secrets, which belong in no log. */
  @Override
  public String toString() {
    return "Letter";
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Neither control characters nor what Unicode counts as a line's end. */
  static boolean isOneLine(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    || Character.getType(c) == Character.SURROGATE);
  }
}

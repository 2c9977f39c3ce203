package org.everswarm.tracker.shop.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A letter to one reader.
 *
 * @param to an address as {@link MailAddress} has it
 * @param subject 1 to 1000 characters of one line
 * @param text plain text, lines end with {@code \n}; at most 64 KiB
 * @param attachments at most 100, of 10 MiB in all
 */
public record Letter(String to, String subject, String text, List<Attachment> attachments) {

  private static final int SUBJECT_MAX = 1000;
  private static final int TEXT_BYTES_MAX = 1 << 16;
  private static final int ATTACHMENTS_MAX = 100;
  private static final long ATTACHED_BYTES_MAX = 10L << 20;

  /**
   * @throws IllegalArgumentException if something is longer than it may be, or would end a header
   */
  public Letter {
    attachments = List.copyOf(attachments);
    require(MailAddress.isValid(to), "The address is none.");
    require(!subject.isBlank() && subject.length() <= SUBJECT_MAX, "A subject has 1 to 1000.");
    require(Attachment.isOneLine(subject), "The subject is more than one line.");
    require(text.getBytes(StandardCharsets.UTF_8).length <= TEXT_BYTES_MAX, "Text over 64 KiB.");
    require(text.indexOf('\0') < 0, "The text has a zero character.");
    require(attachments.size() <= ATTACHMENTS_MAX, "There are more than 100 attachments.");
    long bytes = attachments.stream().mapToLong(one -> one.content().length).sum();
    require(bytes <= ATTACHED_BYTES_MAX, "The attachments are larger than 10 MiB.");
  }

  /** A letter without attachments. */
  public Letter(String to, String subject, String text) {
    this(to, subject, text, List.of());
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

  /**
   * A file that goes with a letter.
   *
   * @param name 1 to 255 characters of one line, without {@code " \ /}
   * @param contentType such as {@code application/x-bittorrent}
   * @param content not copied; nobody changes it
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Attachment(String name, String contentType, byte[] content) {

    private static final int NAME_MAX = 255;
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}");

    /**
     * @throws IllegalArgumentException if the name or the type would change a header
     */
    public Attachment {
      require(!name.isBlank() && name.length() <= NAME_MAX, "A name has 1 to 255 characters.");
      require(isOneLine(name), "The name is more than one line.");
      require(name.chars().noneMatch(c -> "\"\\/".indexOf(c) >= 0), "The name has quotes.");
      require(TYPE.matcher(contentType).matches(), "The content type is none.");
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

    @Override
    public String toString() {
      return "Attachment";
    }
  }
}

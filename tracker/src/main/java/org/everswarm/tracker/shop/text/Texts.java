package org.everswarm.tracker.shop.text;

import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/** What people may write. It is stored as it is: whoever shows it escapes it. */
public final class Texts {

  private static final int LINE_MAX = 200;
  private static final int NAME_MAX = 100;
  private static final int NOTE_MAX = 500;
  private static final int DESCRIPTION_MAX = 20_000;
  private static final int REASON_MAX = 200;

  private Texts() {}

  /** One line that is not empty, such as a title. */
  public static String line(String what, String text) {
    return line(what, text, LINE_MAX);
  }

  /** The name of a publisher or of something of its own. */
  public static String name(String text) {
    return line("name", text, NAME_MAX);
  }

  private static String line(String what, String text, int most) {
    if (text.isBlank() || text.length() > most || !isPlain(text, false)) {
      throw new Problem(
          Kind.INVALID,
          "The " + what + " must be one line of 1 to " + most + " visible characters.");
    }
    return text.strip();
  }

  /** A line for the books, which may be empty. */
  public static String note(String what, String text) {
    return text.isBlank() ? "" : line(what, text, NOTE_MAX);
  }

  /** Text of several lines, which may be empty. */
  public static String description(String text) {
    if (text.length() > DESCRIPTION_MAX || !isPlain(text, true)) {
      throw new Problem(
          Kind.INVALID,
          "The description must have at most "
              + DESCRIPTION_MAX
              + " characters, and none that control anything but line breaks and tabs.");
    }
    return text;
  }

  /** What clients show: ASCII, for nobody knows in what charset. */
  public static String reason(String text) {
    boolean printable = text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    if (text.isBlank() || text.length() > REASON_MAX || !printable) {
      throw new Problem(
          Kind.INVALID, "The reason must have 1 to " + REASON_MAX + " printable ASCII characters.");
    }
    return text;
  }

  /**
   * Whether it shows as it is: nothing that controls, turns the direction, or is half a character.
   */
  public static boolean isPlain(String text, boolean lines) {
    return text.codePoints().allMatch(c -> isPlain(c) || (lines && "\n\r\t".indexOf(c) >= 0));
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> codePoint == 0x200C || codePoint == 0x200D; // Joiners of letters.
      default -> true;
    };
  }
}

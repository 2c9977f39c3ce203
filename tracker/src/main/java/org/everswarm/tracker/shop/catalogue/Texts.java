package org.everswarm.tracker.shop.catalogue;

import java.util.List;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/** What people may write. It is stored as it is: whoever shows it escapes it. */
final class Texts {

  static final int TITLE_MAX = 200;
  static final int DESCRIPTION_MAX = 20_000;
  static final int CREDITS_MAX = 100;
  static final int REASON_MAX = 200;

  private Texts() {}

  /** One line that is not empty. */
  static String line(String what, String text) {
    if (text.isBlank() || text.length() > TITLE_MAX || !isPlain(text, false)) {
      throw new Problem(
          Kind.INVALID,
          "The " + what + " must be one line of 1 to " + TITLE_MAX + " visible characters.");
    }
    return text.strip();
  }

  static String description(String text) {
    if (text.length() > DESCRIPTION_MAX || !isPlain(text, true)) {
      throw new Problem(
          Kind.INVALID,
          "The description must have at most "
              + DESCRIPTION_MAX
              + " characters, and none that control anything but line breaks and tabs.");
    }
    return text;
  }

  static List<Credit> credits(List<Credit> credits) {
    if (credits.size() > CREDITS_MAX) {
      throw new Problem(Kind.INVALID, "There may be at most " + CREDITS_MAX + " credits.");
    }
    return credits.stream()
        .map(
            c -> new Credit(line("role of a credit", c.role()), line("name of a credit", c.name())))
        .toList();
  }

  /** What clients show: ASCII, for nobody knows in what charset. */
  static String reason(String text) {
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
  static boolean isPlain(String text, boolean lines) {
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

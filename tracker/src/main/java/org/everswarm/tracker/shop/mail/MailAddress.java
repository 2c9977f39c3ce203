package org.everswarm.tracker.shop.mail;

import java.util.Locale;
import java.util.regex.Pattern;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/** What may stand as an e-mail address. */
public final class MailAddress {

  private static final int LENGTH_MAX = 254;
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?=.{1,64}@)" + ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")*");

  private MailAddress() {}

  /**
   * An address in the form in which it is kept and looked for: in small letters, so that whoever
   * types it otherwise next year is still known.
   *
   * @throws Problem INVALID if it is none
   */
  public static String checked(String typed) {
    String address = typed.strip().toLowerCase(Locale.ROOT);
    if (!isValid(address)) {
      throw new Problem(
          Kind.INVALID, "The e-mail address must be like name@example.org, in ASCII.");
    }
    return address;
  }

  /**
   * Whether a text is {@code local@domain} of RFC 5321 without quotes and comments, in ASCII, and
   * so can stand in a header or an SMTP command without changing it. A domain of other scripts must
   * come in its {@code xn--} form.
   */
  public static boolean isValid(String text) {
    return text.length() <= LENGTH_MAX && ADDRESS.matcher(text).matches();
  }
}

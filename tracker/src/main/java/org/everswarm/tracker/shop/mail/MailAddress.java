package org.everswarm.tracker.shop.mail;

import java.util.regex.Pattern;

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
   * Whether a text is {@code local@domain} of RFC 5321 without quotes and comments, in ASCII, and
   * so can stand in a header or an SMTP command without changing it. A domain of other scripts must
   * come in its {@code xn--} form.
   */
  public static boolean isValid(String text) {
    return text.length() <= LENGTH_MAX && ADDRESS.matcher(text).matches();
  }
}

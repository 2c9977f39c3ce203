package org.everswarm.tracker.shop.receipts;

import java.util.Locale;
import org.everswarm.tracker.shop.mail.MailAddress;
import org.everswarm.tracker.shop.problem.Problem;

/** E-mail addresses of buyers and subscribers. */
public final class Addresses {

  private Addresses() {}

  /**
   * An address in the form in which it is kept and looked for: in small letters, so that whoever
   * types it otherwise next year still finds a receipt.
   *
   * @throws Problem INVALID if it is none
   */
  public static String checked(String typed) {
    String address = typed.strip().toLowerCase(Locale.ROOT);
    if (!MailAddress.isValid(address)) {
      throw new Problem(
          Problem.Kind.INVALID, "The e-mail address must be like name@example.org, in ASCII.");
    }
    return address;
  }
}

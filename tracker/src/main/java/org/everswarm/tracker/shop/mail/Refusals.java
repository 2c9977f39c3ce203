package org.everswarm.tracker.shop.mail;

import io.vertx.ext.mail.SMTPException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a mail server says when it takes a letter not. */
final class Refusals {

  private static final int PERMANENT = 500;

  /** Of RFC 3463: the subject 1 is the address, and 2 the mailbox. */
  private static final Pattern ENHANCED = Pattern.compile("\\b5\\.(\\d{1,3})\\.\\d{1,3}\\b");

  private static final Pattern NOT_THERE = Pattern.compile("[12]");

  private Refusals() {}

  /**
   * Whether there is no such reader, so that another attempt is the same. Other refusals, even
   * permanent ones, may be the fault of how the shop is set up, which gets mended.
   */
  static boolean isForGood(Throwable failure) {
    if (!(failure instanceof SMTPException refusal)
        || refusal.getReplyCode() < PERMANENT
        || !String.valueOf(refusal.getMessage()).startsWith("recipient address not accepted")) {
      return false;
    }
    Matcher enhanced = ENHANCED.matcher(String.join(" ", refusal.getReplyMessages()));
    return !enhanced.find() || NOT_THERE.matcher(enhanced.group(1)).matches();
  }

  /** For the log: without what the server said, which may repeat the address. */
  static String words(Throwable failure) {
    return failure instanceof SMTPException refusal
        ? "the mail server answered " + refusal.getReplyCode()
        : failure.getClass().getSimpleName();
  }
}

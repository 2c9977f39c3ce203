package org.everswarm.protocol.receipt;

/**
 * A word that a receipt is void, and until when that is worth knowing. Of two on one receipt the
 * one that lasts longer counts: the same receipt may have been signed anew to last longer.
 *
 * @param notAfterHours the hour since 1970 at whose beginning the receipt ends anyway; {@link
 *     ReceiptSigner#NEVER} if it never does, or if that is not known
 */
public record Revocation(long receiptId, long notAfterHours) {

  /**
   * How long after the end it is kept yet: beyond whatever the clocks of nodes, time zones mistaken
   * for one another included, may differ by.
   */
  public static final long MARGIN_HOURS = 48;

  public Revocation {
    if (notAfterHours < 0 || notAfterHours > ReceiptSigner.NEVER) {
      throw new IllegalArgumentException("a receipt cannot end in hour " + notAfterHours);
    }
  }

  /** Of a receipt that does not end, or whose end is not known. */
  public static Revocation forEver(long receiptId) {
    return new Revocation(receiptId, ReceiptSigner.NEVER);
  }

  /** Whether it may be forgotten in this hour since 1970: no clock in use admits the receipt. */
  public boolean isOver(long epochHours) {
    return isOver(notAfterHours, epochHours);
  }

  /** The same of one that lasts until {@code notAfterHours}. */
  public static boolean isOver(long notAfterHours, long epochHours) {
    return notAfterHours != ReceiptSigner.NEVER && epochHours >= notAfterHours + MARGIN_HOURS;
  }
}

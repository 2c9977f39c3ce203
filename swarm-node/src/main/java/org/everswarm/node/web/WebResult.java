package org.everswarm.node.web;

import java.util.Locale;
import org.everswarm.node.admission.ReceiptVerdict;

/** How a web seed request ended. */
public enum WebResult {
  /** All of it was sent. */
  SERVED,
  /** The client went away before the end. */
  ABANDONED,
  /** Cut by this node: the receipt ended, the torrent was denied, or its content failed. */
  CUT,
  NOT_FOUND,
  /** An operator denied the torrent to everybody. */
  DENIED,
  BAD_METHOD,
  UNSATISFIABLE,
  /** The content is missing or wrong, or too much is being read. */
  UNAVAILABLE,
  RECEIPT_MISSING,
  RECEIPT_MALFORMED,
  RECEIPT_UNKNOWN_KEY,
  RECEIPT_FORGED,
  RECEIPT_EXPIRED,
  RECEIPT_REVOKED,
  RECEIPT_OTHER_BUNDLE,
  RECEIPT_OTHER_KIND,
  BUSY;

  /** The name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static WebResult of(ReceiptVerdict verdict) {
    return switch (verdict) {
      case GENUINE -> SERVED;
      case UNKNOWN_KEY -> RECEIPT_UNKNOWN_KEY;
      case FORGED -> RECEIPT_FORGED;
      case EXPIRED -> RECEIPT_EXPIRED;
      case REVOKED -> RECEIPT_REVOKED;
      case OTHER_BUNDLE -> RECEIPT_OTHER_BUNDLE;
      case OTHER_KIND -> RECEIPT_OTHER_KIND;
      case BUSY -> BUSY;
    };
  }
}

package org.everswarm.node.admission;

import java.util.Locale;

/** What a node finds of a receipt. */
public enum ReceiptVerdict {
  GENUINE("this receipt is good"),
  UNKNOWN_KEY("this receipt was signed with a key this node does not know"),
  FORGED("this receipt is not genuine"),
  EXPIRED("this receipt has expired"),
  REVOKED("this receipt has been revoked"),
  OTHER_BUNDLE("this receipt is for another bundle"),
  OTHER_KIND("this is not a buyer's receipt"),
  BUSY("this node is busy, try again");

  private final String reason;

  ReceiptVerdict(String reason) {
    this.reason = reason;
  }

  /** A short sentence for whoever presented it. */
  public String reason() {
    return reason;
  }

  /** The name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

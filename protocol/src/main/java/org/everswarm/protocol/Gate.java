package org.everswarm.protocol;

/** Who may join a swarm. */
public enum Gate {
  /** Anyone. */
  FREE,
  /** Who left an e-mail address and holds the receipt for it. */
  EMAIL,
  /** Who paid and holds the receipt for it. */
  PAID;

  /** Whether a receipt is needed. */
  public boolean needsReceipt() {
    return this != FREE;
  }
}

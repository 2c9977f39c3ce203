package org.everswarm.tracker.gate;

/** Told of the uses of receipts. */
@FunctionalInterface
public interface SharingUses {

  /** Nobody. */
  SharingUses NONE = (receiptId, network, epochHours) -> {};

  /**
   * A receipt was used.
   *
   * @param network an IPv4 /24 or IPv6 /48, in the lower 49 bits
   */
  void used(long receiptId, long network, long epochHours);
}

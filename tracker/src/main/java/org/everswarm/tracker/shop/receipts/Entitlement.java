package org.everswarm.tracker.shop.receipts;

import java.util.Optional;

/**
 * Why somebody is given a receipt.
 *
 * @param orderId of what was bought; empty for other kinds
 * @param title of the bundle now
 */
public record Entitlement(
    Receipt.Kind kind,
    Optional<String> orderId,
    long bundleId,
    String publisherId,
    String title,
    String email) {

  @Override
  public String toString() {
    return "Entitlement[" + kind + "]";
  }
}

package org.everswarm.tracker.shop.receipts;

/**
 * A receipt and what opens it.
 *
 * @param claim a claim secret, told this once
 */
public record Opening(Receipt receipt, String claim) {

  @Override
  public String toString() {
    return "Opening[" + receipt + "]";
  }
}

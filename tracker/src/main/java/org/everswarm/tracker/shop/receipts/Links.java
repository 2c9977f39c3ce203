package org.everswarm.tracker.shop.receipts;

import java.net.URI;

/**
 * Addresses of the shop's pages, as letters and payment pages name them. A secret stands behind the
 * {@code #}: browsers keep that part to themselves.
 *
 * @param base such as {@code https://shop.example}
 */
public record Links(URI base) {

  /** Where a buyer comes back to; proves nothing. */
  public URI order(String orderId) {
    return at("/orders/" + orderId);
  }

  /** Where a buyer who did not pay comes back to. */
  public URI bundle(String bundleId) {
    return at("/bundles/" + bundleId);
  }

  /** What opens a receipt. */
  public URI receipt(String number, String claim) {
    return at("/receipts/" + number + "#" + claim);
  }

  /** What confirms a subscription. */
  public URI confirmation(String secret) {
    return at("/subscriptions/confirm#" + secret);
  }

  /** Another page, whose path begins with a slash. */
  public URI at(String path) {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }
}

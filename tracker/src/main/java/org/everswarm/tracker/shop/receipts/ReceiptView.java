package org.everswarm.tracker.shop.receipts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.catalogue.Item;
import org.everswarm.tracker.shop.catalogue.Torrent;

/**
 * What the holder of a receipt sees.
 *
 * @param seller who published it
 * @param price what was paid; empty if it was not bought
 * @param expiresAt when its token ends unless a torrent is fetched before; empty if it has none
 * @param parts the items of the bundle today
 */
public record ReceiptView(
    Receipt receipt,
    String seller,
    Optional<Price> price,
    Optional<Instant> expiresAt,
    List<Part> parts) {

  /**
   * What was paid.
   *
   * @param currency lower-case ISO 4217
   */
  public record Price(String currency, long amountMinor) {}

  /**
   * An item of the bundle.
   *
   * @param torrent its newest release; empty if there is none yet
   * @param opened whether this kind of receipt opens it
   */
  public record Part(Item item, Optional<Torrent> torrent, boolean opened) {}
}

package org.everswarm.tracker.shop.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is published and sold together.
 *
 * @param id random, not 0; {@link org.everswarm.protocol.receipt.BundleIds} writes it
 * @param publishedAt when it first went live
 * @param hasCover whether there is a picture
 */
public record Bundle(
    long id,
    String publisherId,
    String title,
    String description,
    List<Credit> credits,
    boolean hasCover,
    Instant createdAt,
    Optional<Instant> publishedAt,
    State state) {

  public Bundle {
    credits = List.copyOf(credits);
  }
}

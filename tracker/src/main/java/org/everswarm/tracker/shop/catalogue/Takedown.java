package org.everswarm.tracker.shop.catalogue;

import java.time.Instant;
import java.util.Optional;
import org.everswarm.protocol.InfoHash;

/**
 * An operator's word that something is not to be had any more. Of bundle and info-hash one is
 * there.
 *
 * @param bundleId all of a bundle
 * @param infoHash one torrent, in the shop or not
 * @param reason what buyers and clients are shown
 * @param liftedAt when it was taken back; empty while it is in force
 */
public record Takedown(
    String id,
    Optional<Long> bundleId,
    Optional<InfoHash> infoHash,
    String reason,
    Instant createdAt,
    Optional<Instant> liftedAt) {}

package org.everswarm.tracker.shop.catalogue;

import java.time.Instant;
import org.everswarm.protocol.InfoHash;

/**
 * One version of an item. Never changes; a new version is another release.
 *
 * @param number from 1, one more for each
 * @param files how many files it has
 */
public record Release(
    String itemId,
    int number,
    InfoHash infoHash,
    String name,
    long sizeBytes,
    int files,
    Instant createdAt) {}

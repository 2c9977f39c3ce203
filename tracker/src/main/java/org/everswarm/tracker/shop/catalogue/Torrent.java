package org.everswarm.tracker.shop.catalogue;

import org.everswarm.protocol.InfoHash;

/**
 * The newest release of an item.
 *
 * @param release its number, from 1
 * @param name of the file or directory, safe as one path element
 */
public record Torrent(InfoHash infoHash, String itemId, int release, String name, long sizeBytes) {}

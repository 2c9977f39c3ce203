package org.everswarm.node.wire;

import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/** What can be served at the moment. */
@FunctionalInterface
interface WireTorrents {

  /** The torrent, or null when it is not held or nothing of it is there. */
  @Nullable WireTorrent find(InfoHash infoHash);
}

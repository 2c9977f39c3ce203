package org.everswarm.node.store;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/** The torrents this node holds. Thread-safe; look-ups never block. */
public final class BundleStore {

  private final ConcurrentHashMap<InfoHash, HeldTorrent> byHash = new ConcurrentHashMap<>();

  /** The torrent with this info-hash, or null. */
  public @Nullable HeldTorrent find(InfoHash infoHash) {
    return byHash.get(infoHash);
  }

  /** The torrent of this bundle with this name, or null. */
  public @Nullable HeldTorrent findByName(long bundleId, String name) {
    for (HeldTorrent held : byHash.values()) {
      if (held.bundleId() == bundleId && held.name().equals(name)) {
        return held;
      }
    }
    return null;
  }

  /** All torrents held, in no order. */
  public List<HeldTorrent> list() {
    return List.copyOf(byHash.values());
  }
}

package org.everswarm.tracker.state;

import java.time.InstantSource;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerTerms;

/**
 * What is void of peers, by the registry: what was said before a torrent was removed or got another
 * gate or bundle; whatever is said of a torrent while it is denied; and where only registered
 * torrents are tracked, whatever is said of others. Thread-safe.
 */
public final class TorrentTerms implements PeerTerms {

  /**
   * A word about a peer may come before that about its torrent, by another way, but not by more.
   * Nobody is told of the peer meanwhile.
   */
  private static final long SPARE_MILLIS = 10_000;

  private final Registry registry;
  private final boolean registeredOnly;
  private final InstantSource clock;

  /**
   * @param registeredOnly whether announces of other torrents are refused
   */
  public TorrentTerms(Registry registry, boolean registeredOnly, InstantSource clock) {
    this.registry = registry;
    this.registeredOnly = registeredOnly;
    this.clock = clock;
  }

  @Override
  public long voidBefore(long hash0, long hash1, int hash2, boolean justSaid) {
    long ended = registry.voidBefore(hash0, hash1, hash2);
    boolean tracked = !registeredOnly || registry.find(hash0, hash1, hash2) != null;
    if (tracked && registry.denials().find(hash0, hash1, hash2) == null) {
      return ended;
    }
    return justSaid ? Math.max(ended, clock.millis() - SPARE_MILLIS) : ALL;
  }
}

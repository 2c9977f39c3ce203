package org.everswarm.tracker.swarm;

import org.everswarm.protocol.SwarmCounts;

/**
 * What a scrape tells of one swarm (BEP 48): plain fields, filled again for every swarm.
 *
 * <p>Confined to one thread. Mutable so that a scrape costs no allocation.
 */
public final class ScrapeCounts {

  /** Peers that have everything. */
  public int seeders;

  /** Peers that ever completed, each once. */
  public int downloads;

  /** Peers that lack something, partial seeds among them. */
  public int leechers;

  /** Leechers that still fetch (BEP 21). */
  public int downloaders;

  /** As if nobody were in the swarm. */
  public void clear() {
    seeders = 0;
    downloads = 0;
    leechers = 0;
    downloaders = 0;
  }

  /** The counts, as a new value. */
  public SwarmCounts toSwarmCounts() {
    return new SwarmCounts(seeders, downloads, leechers, downloaders);
  }

  /** Adds a list's counts, in the form of {@link PeerList}. */
  void add(long counts) {
    int lacking = PeerList.leechersOf(counts);
    seeders += PeerList.sizeOf(counts) - lacking;
    leechers += lacking;
    downloaders += lacking - PeerList.partialSeedsOf(counts);
  }
}

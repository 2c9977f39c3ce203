package org.everswarm.protocol;

/**
 * What a scrape tells of one swarm (BEP 48).
 *
 * @param seeders peers that have everything
 * @param downloads peers that ever completed, each once
 * @param leechers peers that lack something, partial seeds among them
 * @param downloaders leechers that still fetch (BEP 21); at most {@code leechers}
 */
public record SwarmCounts(int seeders, int downloads, int leechers, int downloaders) {

  /** The counts of a swarm nobody is in. */
  public static final SwarmCounts NONE = new SwarmCounts(0, 0, 0, 0);
}

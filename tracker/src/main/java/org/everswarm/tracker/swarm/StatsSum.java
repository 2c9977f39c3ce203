package org.everswarm.tracker.swarm;

/** Adds up what stripes count. Confined to one thread. */
final class StatsSum {

  long swarms;
  long ipv4Peers;
  long ipv6Peers;
  long leechers;
  long expired;
  long refused;

  PeerTableStats toStats() {
    long seeders = ipv4Peers + ipv6Peers - leechers;
    return new PeerTableStats(swarms, ipv4Peers, ipv6Peers, seeders, leechers, expired, refused);
  }
}

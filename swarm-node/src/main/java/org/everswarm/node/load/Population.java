package org.everswarm.node.load;

/**
 * The peers of a load: which torrent each is in and on which port; 6 bytes a peer, and while they
 * are drawn up to 18 bytes a torrent more.
 *
 * <p>Peers lie in the order in which they were drawn, those of one source address together. Within
 * a torrent and a source address no two have the same port, so each is one peer to the tracker.
 *
 * <p>Ports change when peers leave ({@link #replace}); each peer belongs to one thread then.
 */
final class Population {

  /** Ports that peers can have: all but 0. */
  static final int PORTS = 0xFFFF;

  /** Has no divisor in common with 65,535, so that its multiples run through all ports. */
  private static final int PORT_STEP = 40_504;

  private final int[] torrents;
  private final char[] ports;
  private final int sources;

  private Population(int peers, int sources) {
    this.torrents = new int[peers];
    this.ports = new char[peers];
    this.sources = sources;
  }

  /**
   * Draws peers.
   *
   * @param sources addresses that they announce from, in equal parts
   */
  static Population draw(
      Distribution distribution, int torrents, int peers, int sources, long seed) {
    Population population = new Population(peers, sources);
    SplitMix random = new SplitMix(seed);
    AliasTable table =
        distribution == Distribution.EQUAL
            ? null
            : new AliasTable(torrents, i -> Distribution.aquaticWeight(i, torrents, peers));
    for (int source = 0; source < sources; source++) {
      char[] taken = new char[torrents];
      for (int peer = population.from(source); peer < population.from(source + 1); peer++) {
        int torrent = table == null ? peer % torrents : table.draw(random);
        if (taken[torrent] == PORTS) {
          throw new UsageException(
              "A torrent has more peers than its addresses have ports: raise --source-addresses.");
        }
        population.torrents[peer] = torrent;
        population.ports[peer] = (char) port(torrent, taken[torrent]++);
      }
    }
    return population;
  }

  private static int port(int torrent, int ordinal) {
    return 1 + (int) ((torrent * 31L + (long) ordinal * PORT_STEP) % PORTS);
  }

  int peers() {
    return torrents.length;
  }

  int sources() {
    return sources;
  }

  /** The first peer of a source address; of one too many, how many peers there are. */
  int from(int source) {
    return (int) ((long) torrents.length * source / sources);
  }

  int torrent(int peer) {
    return torrents[peer];
  }

  int port(int peer) {
    return ports[peer];
  }

  /** A peer has left: another one is in its place, on another port. */
  void replace(int peer, int port) {
    ports[peer] = (char) port;
  }
}

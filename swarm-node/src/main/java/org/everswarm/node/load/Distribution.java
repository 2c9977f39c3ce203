package org.everswarm.node.load;

/** How peers fall to torrents. */
enum Distribution {
  /** As aquatic_udp_load_test: a few torrents with hundreds of peers and a flat tail. */
  AQUATIC,

  /** The same number of peers to each. */
  EQUAL;

  private static final double TOP = 6.5;
  private static final double FALL = 500;

  /** The weight of torrent {@code i} of {@code torrents} among which are {@code peers}. */
  static double aquaticWeight(int i, int torrents, int peers) {
    return (double) torrents / peers + Math.exp(TOP - FALL * i / torrents);
  }
}

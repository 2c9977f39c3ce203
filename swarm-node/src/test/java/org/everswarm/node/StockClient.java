package org.everswarm.node;

import java.nio.file.Path;

/** A BitTorrent client as its users have it. */
interface StockClient {

  /**
   * Starts a client that downloads {@code torrent} into {@code directory} and then, until it is
   * closed, seeds.
   */
  Download download(Path torrent, Path directory);

  /** A running client. */
  interface Download extends AutoCloseable {

    /** What the client has told its user, tracker errors included. */
    String log();

    /** Lets it leave the swarm and ends it. */
    @Override
    void close();
  }
}

package org.everswarm.tracker.demo;

import java.io.PrintWriter;
import java.nio.file.Path;

/** What the demo tells its reader to try. */
record Guide(Path dir, Ports ports, Path film) {

  void print(PrintWriter out) {
    out.printf(
        """

      Tracker      http://127.0.0.1:%1$d/announce and udp://127.0.0.1:%1$d
      Swarm-node   web seed on port %2$d, peer wire on port %3$d
      Metrics      http://127.0.0.1:%4$d/metrics and http://127.0.0.1:%5$d/metrics
      For sale     %6$s

      In another terminal, with the client you have (each from this directory):

        aria2c -d %7$s/got-buyer --seed-time=0 %7$s/buyer.torrent             has a receipt: gets it all
        aria2c -d %7$s/got-no-receipt --seed-time=0 %7$s/no-receipt.torrent   has none: is told why, waits until Ctrl-C
        aria2c -d %7$s/got-preview --seed-time=0 %7$s/preview.torrent         is free

        mkdir -p %7$s/got-transmission
        transmission-cli -w %7$s/got-transmission %7$s/buyer.torrent          then seeds until Ctrl-C
        qbittorrent %7$s/buyer.torrent                                        (qbittorrent-nox without a screen)

      Ctrl-C ends the demo.

      """,
        ports.announce(),
        ports.web(),
        ports.wire(),
        ports.trackerOps(),
        ports.nodeOps(),
        film,
        dir);
    out.flush();
  }
}

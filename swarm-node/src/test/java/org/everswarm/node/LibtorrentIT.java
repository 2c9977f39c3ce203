package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises of {@link StockClientContract} with libtorrent. */
class LibtorrentIT extends StockClientContract {

  @Override
  Host host() {
    return Host.loopback();
  }

  @Override
  StockClient client(Host host) {
    return Libtorrent.onThisMachine();
  }

  @Test
  void announcesOverUdpWithTheReceiptAsUrlData() {
    String receipt = swarm().receipt(PaidSwarm.BUNDLE, 24).text();
    long webBefore = swarm().served("webseed");
    downloads("film", swarm().torrent("film", List.of(swarm().udpUrl(receipt)), List.of()));
    assertEquals(webBefore, swarm().served("webseed"), "bytes went by web seed");
  }
}

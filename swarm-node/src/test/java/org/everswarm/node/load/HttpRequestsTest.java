package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.http.AnnounceQuery;
import org.everswarm.protocol.http.ScrapeQuery;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.junit.jupiter.api.Test;

class HttpRequestsTest {

  private static final int TORRENTS = 50;
  private static final int PEERS = 500;
  private static final InfoHashes HASHES = new InfoHashes(7, TORRENTS);

  private final ByteBuf out = Unpooled.buffer();
  private final Receipts receipts =
      Receipts.mint(ReceiptPrivateKey.generate(1, new SecureRandom()), 5, 10, 7);
  private final Workload workload =
      new Workload(
          Population.draw(Distribution.AQUATIC, TORRENTS, PEERS, 1, 7),
          HASHES,
          30,
          0.3,
          74,
          0.1,
          receipts,
          7);

  /** The target of the request that is written, and nothing else of it. */
  private String write(String url, Requests requests) {
    out.clear();
    new HttpRequests(Target.http(url), workload, false).write(out, requests);
    assertTrue(out.writerIndex() <= HttpRequests.LENGTH_MAX);
    String text = out.toString(StandardCharsets.US_ASCII);
    assertTrue(text.startsWith("GET /"), text);
    assertTrue(text.endsWith(" HTTP/1.1\r\nHost: 127.0.0.1:6969\r\n\r\n"), text);
    return text.substring(4, text.indexOf(" HTTP/1.1\r\n"));
  }

  @Test
  void areWhatATrackerReads() {
    Requests requests = new Requests(workload, 0, PEERS, 7);
    AnnounceQuery announce = new AnnounceQuery();
    ScrapeQuery scrape = new ScrapeQuery();
    for (int i = 0; i < 2_000; i++) {
      assertTrue(requests.next());
      String target = write("http://127.0.0.1:6969/announce", requests);
      if (requests.kind() == Requests.SCRAPE) {
        assertTrue(target.startsWith("/scrape?"), target);
        assertNull(scrape.parse(target, 74));
        assertEquals(requests.scrapeCount(), scrape.infoHashes().size());
        continue;
      }
      assertNull(announce.parse(target), target);
      assertEquals(hash(requests.torrent()), announce.infoHash());
      assertEquals(requests.port(), announce.port());
      assertEquals(requests.seeder() ? 0 : 50, announce.left());
      assertEquals(30, announce.numWant());
      assertNotNull(announce.receipt());
    }
  }

  private static InfoHash hash(int torrent) {
    return new InfoHash(HASHES.word0(torrent), HASHES.word1(torrent), HASHES.word2(torrent));
  }

  @Test
  void keepThePathOfTheUrl() {
    Requests requests = new Requests(workload.announcesOnly(), 0, PEERS, 7);
    assertTrue(requests.next());
    assertTrue(
        write("http://127.0.0.1:6969/x/announce.php", requests).startsWith("/x/announce.php?"));
    assertEquals("/x/scrape.php", Target.http("http://127.0.0.1/x/announce.php").scrapePath());
    assertEquals("/announce", Target.http("http://[::1]:6969").path());
    assertEquals(80, Target.http("http://127.0.0.1").address().getPort());
    assertTrue(Target.udp("[::1]:6969").isLoopback());
  }
}

package org.everswarm.node.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import org.everswarm.node.admission.Revoked;
import org.everswarm.node.store.Content;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a web seed serves, to whom, and how much of it at once. */
class WebSeedServerTest extends WithWebSeed {

  WebSeedServerTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  @Test
  void servesAFileToTheHolderOfAReceiptReadOrSentByTheKernel() throws Exception {
    Content film = Content.file(directory, "a film.mkv", 1_000_000);
    web.hold(film, Gate.PAID);
    for (int time = 0; time < 3; time++) {
      HttpResponse<byte[]> response = web.get(web.target(web.receipt(1), film));
      assertEquals(200, response.statusCode());
      assertArrayEquals(film.bytes(), response.body());
      assertEquals("bytes", response.headers().firstValue("accept-ranges").orElse(""));
      assertEquals("*", response.headers().firstValue("access-control-allow-origin").orElse(""));
    }
    WebFixture.until(() -> web.counters.requests(WebResult.SERVED) == 3);
    assertEquals(3_000_000, web.counters.servedBytes());
  }

  @Test
  void servesMoreThanFitsInMemoryAtOnce() throws Exception {
    Content film = Content.file(directory, "film", LARGE);
    web.hold(film, Gate.PAID);
    assertArrayEquals(film.bytes(), web.get(web.target(web.receipt(1), film)).body());
    assertArrayEquals(film.bytes(), web.get(web.target(web.receipt(1), film)).body());
  }

  @Test
  void servesRangesAsAsked() throws Exception {
    Content film = Content.file(directory, "film", 100_000);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(100_000);
      int length = 1 + random.nextInt(100_000 - from);
      HttpResponse<byte[]> part =
          web.get(target, "Range", "bytes=" + from + "-" + (from + length - 1));
      assertEquals(206, part.statusCode());
      assertArrayEquals(film.slice(from, length), part.body());
      assertEquals(
          "bytes " + from + "-" + (from + length - 1) + "/100000",
          part.headers().firstValue("content-range").orElse(""));
    }
    assertArrayEquals(film.slice(99_990, 10), web.get(target, "Range", "bytes=-10").body());
    assertArrayEquals(film.slice(99_000, 1000), web.get(target, "Range", "bytes=99000-").body());
    HttpResponse<byte[]> several = web.get(target, "Range", "bytes=0-1,5-9");
    assertEquals(200, several.statusCode());
    assertArrayEquals(film.bytes(), several.body());
    HttpResponse<byte[]> outside = web.get(target, "Range", "bytes=100000-");
    assertEquals(416, outside.statusCode());
    assertEquals("bytes */100000", outside.headers().firstValue("content-range").orElse(""));
  }

  @Test
  void aRangeMeantForAnotherVersionGetsTheWhole() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    String etag = web.get(target).headers().firstValue("etag").orElse("");
    assertEquals(206, web.get(target, "Range", "bytes=0-9", "If-Range", etag).statusCode());
    assertEquals(200, web.get(target, "Range", "bytes=0-9", "If-Range", "\"x\"").statusCode());
    String modified = web.get(target).headers().firstValue("last-modified").orElse("");
    assertEquals(206, web.get(target, "Range", "bytes=0-9", "If-Range", modified).statusCode());
  }

  @Test
  void answersHeadAndOptionsWithoutABody() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    HttpResponse<byte[]> head = web.send("HEAD", target);
    assertEquals(200, head.statusCode());
    assertEquals("1000", head.headers().firstValue("content-length").orElse(""));
    assertEquals(0, head.body().length);
    HttpResponse<byte[]> options = web.send("OPTIONS", target, "Origin", "https://example");
    assertEquals(204, options.statusCode());
    assertTrue(
        options.headers().firstValue("access-control-allow-headers").orElse("").contains("Range"));
    assertEquals(405, web.send("POST", target).statusCode());
    assertEquals(0, web.counters.servedBytes());
  }

  @Test
  void servesTheFilesOfADirectoryByTheirPaths() throws Exception {
    Content album = Content.directory(directory, "Ein schönes Album", 30_000, 40_000, 0, 50_000);
    web.hold(album, Gate.PAID);
    String receipt = web.receipt(1);
    assertArrayEquals(album.slice(0, 30_000), web.get(web.target(receipt, album, "f0")).body());
    assertArrayEquals(
        album.slice(30_000, 40_000), web.get(web.target(receipt, album, "sub", "f1")).body());
    assertEquals(0, web.get(web.target(receipt, album, "f2")).body().length);
    assertArrayEquals(
        album.slice(70_000, 50_000), web.get(web.target(receipt, album, "f3")).body());
    assertEquals(404, web.get(web.target(receipt, album)).statusCode());
    assertEquals(404, web.get(web.target(receipt, album, "f1")).statusCode());
    assertEquals(404, web.get(web.target(receipt, album, "sub")).statusCode());
  }

  @Test
  void servesFreeTorrentsByInfoHash() throws Exception {
    Content preview = Content.file(directory, "preview", 1000);
    web.hold(preview, Gate.FREE);
    String hash = preview.torrent().infoHash().hex();
    assertArrayEquals(preview.bytes(), web.get(web.target(hash, preview)).body());
    assertEquals(404, web.get("/ws/" + hash + "/other").statusCode());
    assertEquals(404, web.get("/ws/" + "0".repeat(40) + "/preview").statusCode());
  }

  @Test
  void servesNoByteWithoutAGoodReceipt() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    web.hold(film, Gate.PAID);
    String good = web.receipt(1);
    assertRefused(
        403, "needs a receipt", web.get(web.target(film.torrent().infoHash().hex(), film)));
    assertRefused(403, "malformed", web.get(web.target("nothing", film)));
    assertRefused(403, "malformed", web.get(web.target(good.substring(1), film)));
    char last = good.charAt(60);
    String tampered = good.substring(0, 60) + (last == 'A' ? 'B' : 'A') + good.substring(61);
    assertRefused(403, "not genuine", web.get(web.target(tampered, film)));
    ReceiptSigner stranger = new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
    String forged = stranger.sign(WebFixture.BUNDLE, 1, web.hours() + 1, ReceiptKind.BUYER).text();
    assertRefused(403, "not genuine", web.get(web.target(forged, film)));
    ReceiptSigner other = new ReceiptSigner(ReceiptPrivateKey.generate(2, new SecureRandom()));
    String unknown = other.sign(WebFixture.BUNDLE, 1, web.hours() + 1, ReceiptKind.BUYER).text();
    assertRefused(403, "does not know", web.get(web.target(unknown, film)));
    String expired =
        web.signer.sign(WebFixture.BUNDLE, 1, web.hours() - 1, ReceiptKind.BUYER).text();
    assertRefused(403, "expired", web.get(web.target(expired, film)));
    String elsewhere = web.signer.sign(99, 1, web.hours() + 1, ReceiptKind.BUYER).text();
    assertRefused(403, "another bundle", web.get(web.target(elsewhere, film)));
    String node = web.signer.sign(0, 1, web.hours() + 1, ReceiptKind.SWARM_NODE).text();
    assertRefused(403, "not a buyer's", web.get(web.target(node, film)));
    web.receipts.revoke(Revoked.forEver(7L));
    assertRefused(403, "revoked", web.get(web.target(web.receipt(7), film)));
    assertEquals(404, web.get("/ws/" + good + "/absent").statusCode());
  }

  @Test
  void leadsNowhereElse() throws Exception {
    Content album = Content.directory(directory, "album", 1000, 1000);
    Content.write(directory.resolve("secret"), new byte[10]);
    web.hold(album, Gate.PAID);
    String root = "/ws/" + web.receipt(1);
    for (String path :
        new String[] {
          "/album/../secret",
          "/album/%2e%2e/secret",
          "/album/..%2fsecret",
          "/../../secret",
          "/album//f0",
          "/album/sub/../f0",
          "/%2Fetc/passwd",
          "/album/f0/",
          "/album/f0%00"
        }) {
      assertTrue(rawStatus(root + path).startsWith("HTTP/1.1 404"), path);
    }
  }

  private String rawStatus(String target) throws IOException {
    try (Socket socket = web.connect()) {
      write(socket, "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      String reply = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return reply.lines().findFirst().orElse("");
    }
  }

  @Test
  void answersPipelinedRequestsInOrderOnOneConnection() throws Exception {
    Content film = Content.file(directory, "film", 300_000);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    StringBuilder requests = new StringBuilder();
    int parts = 30;
    for (int i = 0; i < parts; i++) {
      requests.append("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
      requests.append("Range: bytes=" + i * 10_000 + "-" + (i * 10_000 + 9_999) + "\r\n\r\n");
    }
    try (Socket socket = web.connect()) {
      write(socket, requests.toString());
      for (int i = 0; i < parts; i++) {
        String head = readHead(socket.getInputStream());
        assertTrue(head.startsWith("HTTP/1.1 206"), head);
        assertArrayEquals(
            film.slice(i * 10_000L, 10_000), socket.getInputStream().readNBytes(10_000));
      }
    }
  }

  /** Connections that were just closed may still count against this address for a moment. */
  private byte[] getOnceThereIsRoom(String target) throws Exception {
    IOException last = new IOException("never tried");
    for (int tries = 0; tries < 600; tries++) {
      try {
        return web.get(target).body();
      } catch (IOException full) {
        last = full;
        Thread.sleep(100);
      }
    }
    throw last;
  }

  @Test
  void aLineThatIsTooLongIsRefused() throws Exception {
    assertTrue(rawStatus("/ws/" + "x".repeat(9000)).contains(" 414 "));
  }

  @Test
  void servesOnWhileAnythingAtAllIsSentToIt() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    web.hold(film, Gate.PAID);
    String target = web.target(web.receipt(1), film);
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      byte[] request = ("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(US_ASCII);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        request[random.nextInt(request.length)] = (byte) random.nextInt();
      }
      try (Socket socket = web.connect()) {
        socket.getOutputStream().write(i % 2 == 0 ? noise : request);
        socket.getOutputStream().flush();
      } catch (SocketException closed) {
        // The server may close on us at any time.
      }
    }
    assertArrayEquals(film.bytes(), getOnceThereIsRoom(target));
  }

  @Test
  void limitsTheConnectionsOfASourceAndThoseThatIdle() throws Exception {
    try (WebFixture narrow =
        new WebFixture(directory.resolve("narrow"), 2, Duration.ofSeconds(10))) {
      try (Socket one = narrow.connect();
          Socket two = narrow.connect()) {
        WebFixture.until(() -> narrow.counters.connections() == 2);
        try (Socket three = narrow.connect()) {
          assertEquals(-1, three.getInputStream().read());
        }
        narrow.now = narrow.now.plusSeconds(50);
        write(one, "GET /slow");
        assertEquals(-1, one.getInputStream().read());
        assertEquals(-1, two.getInputStream().read());
      }
      WebFixture.until(() -> narrow.counters.connections() == 0);
      try (Socket again = narrow.connect()) {
        write(again, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(readHead(again.getInputStream()).startsWith("HTTP/1.1 404"));
      }
    }
  }
}

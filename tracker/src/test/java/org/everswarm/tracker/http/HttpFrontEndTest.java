package org.everswarm.tracker.http;

import static org.everswarm.tracker.TestTracker.BUNDLE;
import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.UNKNOWN;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.http.HttpClientSocket.Response;
import org.everswarm.tracker.listen.OpenConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients ask, and what they are told. */
class HttpFrontEndTest {

  private TestTracker tracker;
  private InetSocketAddress bound;

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(Vertx.vertx(), directory);
    bound = listen("127.0.0.1");
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  private InetSocketAddress listen(String host) {
    HttpParts parts =
        new HttpParts(
            tracker.pipeline,
            TestTracker.unlimited(),
            new OpenConnections(100, 100),
            tracker.counters,
            System::nanoTime);
    HttpSettings settings = HttpSettings.of(TestTracker.address(host, 0));
    return await(HttpFrontEnd.deploy(tracker.vertx, 1, settings, parts));
  }

  @Test
  void answersWithPeersOfBothFamiliesAndTheClientsAddress() {
    InetSocketAddress bound6 = listen("::1");
    try (HttpClientSocket four = new HttpClientSocket("127.0.0.1", bound);
        HttpClientSocket six = new HttpClientSocket("::1", bound6)) {
      Response first = four.get(announce(FREE, 0x1111));
      assertEquals(200, first.status());
      assertEquals("text/plain", first.headers().get("content-type"));
      assertTrue(first.body().startsWith("d8:completei0e10:downloadedi0e11:external ip4:"));
      assertTrue(first.body().contains("external ip4:\u007f\0\0\1"), first.body());
      assertTrue(first.body().contains("10:incompletei1e"), first.body());
      assertTrue(first.body().contains("5:peers0:e"), first.body());

      Response second = six.get(announce(FREE, 0x2222));
      assertTrue(second.body().contains("5:peers6:\u007f\0\0\1\u0011\u0011"), second.body());
      assertTrue(second.body().contains("external ip16:" + "\0".repeat(15) + "\1"));

      Response third = four.get(announce(FREE, 0x1112));
      assertTrue(third.body().contains("5:peers6:\u007f\0\0\1\u0011\u0011"), third.body());
      assertTrue(third.body().contains("6:peers618:" + "\0".repeat(15) + "\1\"\""), third.body());
    }
    assertEquals(2, tracker.counters.announces(Transport.HTTP, true, AnnounceResult.OK));
    assertEquals(1, tracker.counters.announces(Transport.HTTP, false, AnnounceResult.OK));
    TestTracker.eventually(
        () -> Arrays.stream(tracker.counters.durations(Transport.HTTP)).sum() == 3);
  }

  @Test
  void ignoresTheAddressThatAClientClaims() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.get(announce(FREE, 0x1111) + "&ip=9.9.9.9&ipv4=9.9.9.8&ipv6=2001:db8::9");

      assertTrue(client.get(announce(FREE, 0x1112)).body().contains("6:\u007f\0\0\1\u0011\u0011"));
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(
          request("GET", announce(FREE, 1111))
              + request("GET", "/nothing")
              + request("GET", announce(UNKNOWN, 1111))
              + request("GET", scrape(FREE)));

      assertTrue(client.response().body().contains("5:peers0:"));
      assertEquals(404, client.response().status());
      assertTrue(client.response().body().contains("unregistered torrent"));
      assertTrue(client.response().body().startsWith("d5:filesd20:"));
    }
  }

  @Test
  void aPipelinedAnnounceWaitsForTheSignatureBeforeIt() {
    String url = "/announce/" + tracker.receipt(BUNDLE).text() + query(PAID, 1111);
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(request("GET", url) + request("GET", announce(FREE, 2222)));

      assertTrue(client.response().body().contains("10:incompletei1e"));
      assertTrue(client.response().body().contains("10:incompletei1e"));
    }
  }

  @Test
  void answersARequestThatComesByteByByte() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      for (byte b : request("GET", announce(FREE, 1111)).getBytes(StandardCharsets.ISO_8859_1)) {
        client.send(new byte[] {b});
      }

      assertTrue(client.response().body().contains("5:peers0:"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, '', false",
    "HTTP/1.1, 'Connection: close', true",
    "HTTP/1.0, '', true",
    "HTTP/1.0, 'Connection: keep-alive', false"
  })
  void keepsAConnectionOrClosesItAsAsked(String version, String header, boolean closes) {
    String extra = header.isEmpty() ? "" : header + "\r\n";
    String request = "GET " + announce(FREE, 1111) + " " + version + "\r\nHost: t\r\n" + extra;
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(request + "\r\n");
      assertEquals(200, client.response().status());

      if (closes) {
        assertTrue(client.closed());
      } else {
        client.send(request + "\r\n");
        assertEquals(200, client.response().status());
      }
    }
  }

  @Test
  void answersHeadWithoutABody() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(request("HEAD", "/") + request("HEAD", scrape(FREE)));
      Response nothing = client.head();
      Response scrape = client.head();

      assertEquals(404, nothing.status());
      assertEquals(200, scrape.status());
      String length = scrape.headers().getOrDefault("content-length", "");
      assertEquals(length, String.valueOf(client.get(scrape(FREE)).body().length()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "BREW"})
  void allowsGetAndHeadOnly(String method) {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(request(method, announce(FREE, 1111)));
      Response response = client.response();

      assertEquals(405, response.status());
      assertEquals("GET, HEAD", response.headers().get("allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n"})
  void refusesABodyAndCloses(String headersAndBody) {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send("GET " + announce(FREE, 1111) + " HTTP/1.1\r\nHost: t\r\n" + headersAndBody);

      assertEquals(413, client.response().status());
      assertTrue(client.closed());
    }
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\n" + headersAndBody);

      assertEquals(405, client.response().status());
      assertTrue(client.closed());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/favicon.ico", "/announced", "/a/announce/b", "//", "/%61nnounce", "*"})
  void hasNothingElse(String target) {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      Response response = client.get(target);

      assertEquals(404, response.status());
      assertTrue(response.body().length() < 20, response.body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'/announce', missing info_hash",
    "'/announce?', missing info_hash",
    "'/announce?info_hash=short', invalid info_hash",
    "'/announce?info_hash=%zz', invalid info_hash",
    "'/announce?peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&info_hash=aaaaaaaaaaaaaaaaaaa', info_hash",
    "'/announce?info_hash=aaaaaaaaaaaaaaaaaaaa', missing peer_id",
    "'/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa', missing port",
    "'/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=65536', port",
    "'/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=0', port",
    "'/scrape', missing info_hash"
  })
  void tellsWhatIsWrongWithAQueryUnderStatus200(String target, String reason) {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      Response response = client.get(target);

      assertEquals(200, response.status());
      assertTrue(response.body().startsWith("d14:failure reason"), response.body());
      assertTrue(response.body().contains(reason), response.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/announce/%s?", "/%s/announce?", "/announce?receipt=%s&"})
  void aReceiptInTheUrlOpensTheGate(String form) {
    String url =
        String.format(form, tracker.receipt(BUNDLE).text()) + query(PAID, 1111).substring(1);
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      assertTrue(client.get(url).body().contains("10:incompletei1e"));
    }
  }

  @Test
  void refusesWithReasonIntervalsAndRetry() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      assertRefused(client.get(announce(UNKNOWN, 1)), AnnounceResult.UNREGISTERED);
      assertRefused(client.get(announce(PAID, 1)), AnnounceResult.RECEIPT_MISSING);
      assertRefused(client.get(withReceipt("x", PAID)), AnnounceResult.RECEIPT_MALFORMED);
      assertRefused(
          client.get(withReceipt(tracker.forgery().text(), PAID)), AnnounceResult.RECEIPT_FORGED);
      assertRefused(
          client.get(withReceipt(tracker.receipt(99).text(), PAID)),
          AnnounceResult.RECEIPT_OTHER_BUNDLE);
    }
  }

  @Test
  void refusesADeniedTorrentForTheReasonThatWasGiven() throws Exception {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.get(announce(FREE, 1111));
      tracker.registry.denials().deny(FREE, "Court order 7");
      for (String target : List.of(announce(FREE, 1), scrape(FREE), scrape(FREE, PAID))) {
        assertEquals(
            "d14:failure reason13:Court order 78:intervali1800e12:min intervali300e"
                + "8:retry ini60ee",
            client.get(target).body());
      }
      tracker.registry.denials().allow(FREE);
      assertTrue(client.get(announce(FREE, 2)).body().contains("5:peers"));
    }
  }

  @Test
  void refusesARevokedReceipt() throws Exception {
    var receipt = tracker.receipt(BUNDLE);
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      assertTrue(client.get(withReceipt(receipt.text(), PAID)).body().contains("5:peers"));
      tracker.revocations.revoke(receipt.receiptId());
      assertRefused(client.get(withReceipt(receipt.text(), PAID)), AnnounceResult.RECEIPT_REVOKED);
    }
  }

  @Test
  void scrapesManyAndLeavesOutWhatIsNotToBeTold() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.get(announce(FREE, 1111));
      Response scrape = client.get(scrape(PAID, UNKNOWN, FREE));

      assertEquals(
          "d5:filesd20:"
              + text(FREE)
              + "d8:completei0e10:downloadedi0e11:downloadersi1e10:incompletei1eee"
              + "5:flagsd20:min_request_intervali300eee",
          scrape.body());
      assertRefused(client.get(scrape(PAID)), AnnounceResult.RECEIPT_MISSING);
      assertRefused(client.get(scrape(UNKNOWN)), AnnounceResult.UNREGISTERED);
    }
    assertEquals(1, tracker.counters.scrapes(Transport.HTTP, true, AnnounceResult.OK));
  }

  @Test
  void aReceiptOpensTheGateOfAScrapeToo() {
    String token = tracker.receipt(BUNDLE).text();
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      String target = scrape(PAID).replace("/scrape?", "/scrape/" + token + "?");
      assertTrue(client.get(target).body().startsWith("d5:filesd20:" + text(PAID)));
      String forged = scrape(PAID) + "&receipt=" + tracker.forgery().text();
      assertRefused(client.get(forged), AnnounceResult.RECEIPT_FORGED);
    }
  }

  @Test
  void scrapesSixtyFourAtOnceAndNoMore() {
    InfoHash[] hashes = new InfoHash[65];
    Arrays.fill(hashes, FREE);
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      String many = client.get(scrape(Arrays.copyOf(hashes, 64))).body();
      assertTrue(many.startsWith("d5:files"), many);
      assertTrue(client.get(scrape(hashes)).body().contains("too many info_hash"));
    }
  }

  @Test
  void aReplyHasAtMostTwoHundredPeers() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      for (int port = 1; port <= 300; port++) {
        client.get(announce(FREE, port) + "&numwant=0");
      }

      assertTrue(client.get(announce(FREE, 999) + "&numwant=5000").body().contains("5:peers1200:"));
      assertTrue(client.get(announce(FREE, 999)).body().contains("5:peers300:"));
      assertTrue(client.get(announce(FREE, 999) + "&numwant=2").body().contains("5:peers12:"));
    }
  }

  private static void assertRefused(Response response, AnnounceResult result) {
    assertEquals(200, response.status());
    String reason = result.reason();
    assertTrue(
        response.body().startsWith("d14:failure reason" + reason.length() + ":" + reason + "8:int"),
        response.body());
    assertTrue(response.body().contains("12:min intervali"), response.body());
    assertTrue(response.body().contains("8:retry in"), response.body());
    assertFalse(response.body().contains("peers"), response.body());
  }

  private static String request(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nHost: tracker\r\n\r\n";
  }

  static String announce(InfoHash hash, int port) {
    return "/announce" + query(hash, port);
  }

  private static String withReceipt(String receipt, InfoHash hash) {
    return announce(hash, 1111) + "&receipt=" + receipt;
  }

  private static String query(InfoHash hash, int port) {
    return "?info_hash="
        + escaped(hash)
        + "&peer_id=-XX0001-abcdefghijkl&port="
        + port
        + "&uploaded=0&downloaded=0&left=1&event=started&compact=1";
  }

  private static String scrape(InfoHash... hashes) {
    StringBuilder target = new StringBuilder("/scrape?");
    for (InfoHash hash : hashes) {
      target.append("&info_hash=").append(escaped(hash));
    }
    return target.toString().replace("?&", "?");
  }

  private static String escaped(InfoHash hash) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : hash.toBytes()) {
      escaped.append(String.format("%%%02x", b));
    }
    return escaped.toString();
  }

  private static String text(InfoHash hash) {
    return new String(hash.toBytes(), StandardCharsets.ISO_8859_1);
  }
}

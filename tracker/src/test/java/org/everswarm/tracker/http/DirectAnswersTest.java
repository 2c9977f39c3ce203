package org.everswarm.tracker.http;

import static org.everswarm.tracker.TestTracker.BUNDLE;
import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.UNKNOWN;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.http.HttpClientSocket.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered past Vert.x is answered as Vert.x does, and in its turn. */
class DirectAnswersTest {

  /** Any of these sends a request through Vert.x. */
  private static final List<String> DETOURS =
      List.of("Content-Length: 0\r\n", "Connection: keep-alive, x\r\n");

  private final BlockingQueue<Runnable> worker = new LinkedBlockingQueue<>();
  private TestTracker tracker;
  private InetSocketAddress bound;

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(Vertx.vertx(), directory, worker::add);
    bound = listen(Map.of());
  }

  private InetSocketAddress listen(Map<String, BiConsumer<HttpServerRequest, IpAddress>> mounts) {
    HttpParts parts =
        new HttpParts(
            tracker.pipeline,
            TestTracker.unlimited(),
            new OpenConnections(100, 100),
            tracker.counters,
            System::nanoTime);
    HttpSettings settings =
        new HttpSettings(
            TestTracker.address("127.0.0.1", 0),
            Optional.empty(),
            List.of(),
            false,
            HttpLimits.DEFAULT,
            mounts);
    return await(HttpFrontEnd.deploy(tracker.vertx, 1, settings, parts));
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  @Test
  void bothWaysGiveTheSameHeadersAndBodies() {
    List<String> targets =
        List.of(
            HttpFrontEndTest.announce(FREE, 1111),
            HttpFrontEndTest.announce(UNKNOWN, 1111),
            HttpFrontEndTest.announce(PAID, 1111),
            HttpFrontEndTest.announce(FREE, 1111) + "&trackerid=x",
            "/announce?info_hash=short",
            "/announce",
            HttpFrontEndTest.announce(FREE, 1111).replace("announce", "scrape"),
            "/scrape",
            "/else");
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      for (String target : targets) {
        client.get(target);
        Response direct = client.get(target);
        for (String detour : DETOURS) {
          client.send("GET " + target + " HTTP/1.1\r\nHost: t\r\n" + detour + "\r\n");
          assertEquals(direct, client.response(), target);
        }
      }
    }
  }

  @Test
  void keepAliveSaidAloudIsAnsweredToo() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      for (int i = 0; i < 3; i++) {
        client.send(
            "GET "
                + HttpFrontEndTest.announce(FREE, 1111)
                + " HTTP/1.1\r\nHost: t\r\nconnection: Keep-Alive\r\n\r\n");
        assertTrue(client.response().body().contains("5:peers"));
      }
    }
    assertEquals(3, tracker.counters.announces(Transport.HTTP, true, AnnounceResult.OK));
  }

  @Test
  void aSimpleRequestWaitsForTheOneBeforeItsReceipt() throws Exception {
    String gated =
        HttpFrontEndTest.announce(PAID, 1111) + "&receipt=" + tracker.receipt(BUNDLE).text();
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(get(gated) + get(HttpFrontEndTest.announce(UNKNOWN, 1111)) + get("/else"));
      worker.take().run();

      assertTrue(client.response().body().contains("5:peers0:"));
      assertTrue(client.response().body().contains("unregistered"));
      assertEquals(404, client.response().status());
      assertTrue(client.get(HttpFrontEndTest.announce(FREE, 1)).body().contains("5:peers0:"));
    }
  }

  @Test
  void answersInOrderWhateverTheWay() {
    ArrayDeque<String> expected = new ArrayDeque<>();
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      boolean scrape = i % 3 == 1;
      boolean detour = i % 5 < 2;
      String target = HttpFrontEndTest.announce(FREE, 1111);
      requests
          .append("GET ")
          .append(scrape ? target.replace("announce", "scrape") : target)
          .append(" HTTP/1.1\r\nHost: t\r\n")
          .append(detour ? DETOURS.get(i % 2) : "")
          .append("\r\n");
      expected.add(scrape ? "d5:files" : "d8:complete");
    }
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(requests.toString());
      while (!expected.isEmpty()) {
        String body = client.response().body();
        assertTrue(body.startsWith(expected.remove()), body);
      }
    }
  }

  @Test
  void aMountUnderTheTrackersOwnPathComesFirst() {
    InetSocketAddress shadowed =
        listen(Map.of("/announce", (request, source) -> request.response().end("mine")));
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", shadowed)) {
      assertEquals("mine", client.get(HttpFrontEndTest.announce(FREE, 1)).body());
    }
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n";
  }
}

package org.everswarm.tracker.http;

import static org.everswarm.tracker.TestTracker.BUNDLE;
import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.UNKNOWN;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
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
import org.everswarm.tracker.listen.OpenConnections;
import org.everswarm.tracker.listen.TrustedProxies;
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
  void aRequestWithTheKeysOfTheFirstWebSocketDraftEndsTheConnectionItWouldDesynchronise() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(
          "GET "
              + HttpFrontEndTest.announce(FREE, 1111)
              + " HTTP/1.1\r\nHost: t\r\nSec-WebSocket-Key1: a\r\nSec-WebSocket-Key2: b\r\n\r\n");
      assertEquals(413, client.response().status());
      assertTrue(client.closed());
    }
  }

  @Test
  void oneOfTwoConnectionHeadersIsEnoughToEndTheConnection() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      client.send(
          "GET "
              + HttpFrontEndTest.announce(FREE, 1111)
              + " HTTP/1.1\r\nHost: t\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n");
      assertTrue(client.response().body().contains("5:peers"));
      assertTrue(client.closed());
    }
  }

  @Test
  void whoAsksFarAheadIsCutOff() {
    try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
      int answers = 0;
      try {
        client.send(get(HttpFrontEndTest.announce(FREE, 1111)).repeat(1000));
        for (; answers < 1000; answers++) {
          client.response();
        }
      } catch (RuntimeException | AssertionError cutOff) {
        // There is no more.
      }
      assertTrue(answers <= PipelinedRequests.UNANSWERED_MAX, answers + " answers");
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

  @Test
  void takesPlainRequestsAndLeavesAllOthersToVertx() throws Exception {
    String announce = HttpFrontEndTest.announce(FREE, 1111);
    assertTrue(takes(request(HttpMethod.GET, announce)));
    assertTrue(takes(request(HttpMethod.GET, announce.replace("announce", "scrape"))));
    assertTrue(takes(request(HttpMethod.GET, "/announce")));

    String unknown =
        HttpFrontEndTest.announce(PAID, 1111) + "&receipt=" + tracker.receipt(BUNDLE).text();
    assertFalse(takes(request(HttpMethod.GET, unknown)));
    assertFalse(takes(request(HttpMethod.HEAD, announce)));
    assertFalse(takes(request(HttpMethod.POST, announce)));
    assertFalse(takes(request(HttpMethod.GET, "/else")));
    for (String detour : DETOURS) {
      String[] header = detour.strip().split(": ", 2);
      HttpRequest special = request(HttpMethod.GET, announce);
      special.headers().set(header[0], header[1]);
      assertFalse(takes(special), detour);
    }
  }

  private boolean takes(HttpRequest request) throws Exception {
    HttpParts parts =
        new HttpParts(
            tracker.pipeline,
            TestTracker.unlimited(),
            new OpenConnections(1, 1),
            tracker.counters,
            System::nanoTime);
    HttpSettings settings =
        new HttpSettings(bound, Optional.empty(), List.of(), false, HttpLimits.DEFAULT, Map.of());
    HttpTally tally = new HttpTally(tracker.counters.newLoop(), Transport.HTTP);
    DirectAnswers direct =
        new DirectAnswers(
            settings,
            parts,
            new TrustedProxies(List.of()),
            new HttpQuestions(tracker.pipeline, tally));
    IpAddress client = IpAddress.ofIpv4(0x7F000001);
    ByteBuf answer =
        direct.answer(
            request, new ClientConnection(client, false, 0), UnpooledByteBufAllocator.DEFAULT);
    boolean taken = answer != null;
    ReferenceCountUtil.release(answer);
    return taken;
  }

  private static HttpRequest request(HttpMethod method, String target) {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n";
  }
}

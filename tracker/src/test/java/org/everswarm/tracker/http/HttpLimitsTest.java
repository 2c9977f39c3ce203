package org.everswarm.tracker.http;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.await;
import static org.everswarm.tracker.TestTracker.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.tracker.FreePorts;
import org.everswarm.tracker.LogWatch;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.listen.OpenConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, idle connections, rubbish, mounts, ports. */
class HttpLimitsTest {

  private static final HttpLimits LIMITS = new HttpLimits(1000, 2000, 30, 10);

  private final AtomicLong offsetNanos = new AtomicLong();
  private TestTracker tracker;
  private OpenConnections connections = new OpenConnections(100, 100);
  private InetSocketAddress bound;

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(Vertx.vertx(), directory);
    bound = listen(TestTracker.unlimited());
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  private InetSocketAddress listen(SourceLimiter requests) {
    return listen(requests, 2, TestTracker.address("127.0.0.1", 0));
  }

  private InetSocketAddress listen(SourceLimiter requests, int instances, InetSocketAddress bind) {
    return listen(requests, instances, bind, LIMITS);
  }

  private InetSocketAddress listen(
      SourceLimiter requests, int instances, InetSocketAddress bind, HttpLimits limits) {
    HttpParts parts =
        new HttpParts(
            tracker.pipeline,
            requests,
            connections,
            tracker.counters,
            () -> System.nanoTime() + offsetNanos.get());
    HttpSettings settings =
        new HttpSettings(
            bind,
            Optional.empty(),
            List.of(),
            false,
            limits,
            Map.of(
                "/control",
                (request, client) ->
                    request.toWebSocket().onSuccess(socket -> socket.handler(socket::write)),
                "/mounted",
                (request, client) -> request.response().end("mounted")));
    return await(HttpFrontEnd.deploy(tracker.vertx, instances, settings, parts));
  }

  @Test
  void handsAMountedPathToItsOwner() {
    try (HttpClientSocket client = client("127.0.0.1")) {
      assertEquals("mounted", client.get("/mounted").body());
      assertEquals("mounted", client.get("/mounted?with=query").body());
      assertEquals(404, client.get("/mounted/below").status());
    }
  }

  @Test
  void aMountedWebSocketLivesAsLongAsItLikesAndIsNotCounted() throws Exception {
    WebSocket socket =
        await(
            tracker
                .vertx
                .createWebSocketClient()
                .connect(bound.getPort(), "127.0.0.1", "/control"));
    eventually(() -> connections.open() == 0);
    offsetNanos.set(TimeUnit.HOURS.toNanos(1));
    try (HttpClientSocket idle = client("127.0.0.1")) {
      eventually(() -> connections.open() == 1);
      offsetNanos.set(TimeUnit.HOURS.toNanos(2));
      assertTrue(idle.closed());
    }

    CompletableFuture<String> echo = new CompletableFuture<>();
    socket.handler(buffer -> echo.complete(buffer.toString()));
    await(socket.write(Buffer.buffer("still there")));
    assertEquals("still there", echo.get(60, TimeUnit.SECONDS));
    await(socket.close());
    eventually(() -> connections.open() == 0);
  }

  @Test
  void aRefusedWebSocketIsAnOrdinaryConnection() {
    try (HttpClientSocket client = client("127.0.0.1")) {
      client.send("GET /control HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\n\r\n");
      assertEquals(400, client.response().status());
      assertEquals(1, connections.open());

      offsetNanos.set(TimeUnit.MINUTES.toNanos(1));
      assertTrue(client.closed());
    }
    eventually(() -> connections.open() == 0);
  }

  @Test
  void closesAConnectionThatSendsNothingOrOnlyAByteNowAndThen() {
    try (HttpClientSocket silent = client("127.0.0.1");
        HttpClientSocket trickling = client("127.0.0.1")) {
      trickling.send("GET / HTTP/1.1\r\nHost:");
      eventually(() -> connections.open() == 2);
      offsetNanos.set(TimeUnit.SECONDS.toNanos(29));
      trickling.send("t");
      offsetNanos.set(TimeUnit.SECONDS.toNanos(45));

      assertTrue(silent.closed());
      assertTrue(trickling.closed());
    }
    eventually(() -> connections.open() == 0);
  }

  @Test
  void limitsConnectionsPerAddressAndInAll() {
    connections = new OpenConnections(3, 2);
    bound = listen(TestTracker.unlimited());
    try (HttpClientSocket one = client("127.0.0.1");
        HttpClientSocket two = client("127.0.0.1")) {
      assertEquals(404, one.get("/").status());
      assertEquals(404, two.get("/").status());
      try (HttpClientSocket three = client("127.0.0.1")) {
        assertTrue(three.closed());
      }
      try (HttpClientSocket other = client("127.0.0.2")) {
        assertEquals(404, other.get("/").status());
        try (HttpClientSocket another = client("127.0.0.3")) {
          assertTrue(another.closed());
        }
      }
      eventually(() -> connections.open() == 2);
    }
    assertEquals(2, tracker.counters.rejections(HttpRejection.CONNECTION_LIMIT));
    assertEquals(0, tracker.counters.announces(Transport.HTTP, true, AnnounceResult.LIMITED));
    eventually(() -> connections.open() == 0);
    try (HttpClientSocket again = client("127.0.0.1")) {
      assertEquals(404, again.get("/").status());
    }
  }

  @Test
  void limitsTheRequestsOfAnAddress() {
    bound = listen(TestTracker.limiter(0.001, 3));
    try (HttpClientSocket client = client("127.0.0.1");
        HttpClientSocket other = client("127.0.0.2")) {
      for (int i = 0; i < 3; i++) {
        assertTrue(client.get(announce()).body().contains("5:peers"));
      }
      String refusal = client.get(announce()).body();

      assertTrue(refusal.contains(AnnounceResult.LIMITED.reason()), refusal);
      assertTrue(refusal.contains("8:intervali300e"), refusal);
      assertEquals(refusal, client.get("/scrape").body());
      assertEquals(429, client.get("/").status());
      assertEquals(429, client.get("/mounted").status());
      assertTrue(other.get(announce()).body().contains("5:peers"));
    }
    assertEquals(1, tracker.counters.announces(Transport.HTTP, true, AnnounceResult.LIMITED));
    assertEquals(1, tracker.counters.scrapes(Transport.HTTP, true, AnnounceResult.LIMITED));
  }

  @Test
  void aClientThatAsksOnAndReadsNothingIsNotAnsweredForEverAndThenCutOff() {
    bound =
        listen(
            TestTracker.unlimited(),
            1,
            TestTracker.address("127.0.0.1", 0),
            new HttpLimits(1000, 2000, 1, 10));
    byte[] many = ascii(("GET " + announce() + " HTTP/1.1\r\nHost: t\r\n\r\n").repeat(500));
    try (HttpClientSocket client = client("127.0.0.1")) {
      assertThrows(
          UncheckedIOException.class,
          () -> {
            for (int i = 0; i < 5000; i++) {
              client.send(many);
            }
          });
    }
    long answered = tracker.counters.announces(Transport.HTTP, true, AnnounceResult.OK);
    assertTrue(answered < 500_000, "answered " + answered);
    eventually(() -> connections.open() == 0);
  }

  @Test
  void refusesALongTargetAndLongHeaders() {
    try (HttpClientSocket client = client("127.0.0.1")) {
      assertEquals(414, client.get("/announce?" + "x".repeat(1000)).status());
      assertTrue(client.closed());
    }
    try (HttpClientSocket client = client("127.0.0.1")) {
      client.send("GET / HTTP/1.1\r\nHost: " + "x".repeat(2000) + "\r\n\r\n");
      assertEquals(431, client.response().status());
      assertTrue(client.closed());
    }
    eventually(() -> tracker.counters.rejections(HttpRejection.MALFORMED) == 2);
  }

  @Test
  void rubbishIsCountedAndNeverLogged() {
    SplittableRandom random = new SplittableRandom(7);
    try (LogWatch log = new LogWatch()) {
      for (int i = 0; i < 400; i++) {
        try (HttpClientSocket client = client("127.0.0.1")) {
          client.send(rubbish(random));
        } catch (UncheckedIOException resetWhileWriting) {
          assertTrue(resetWhileWriting.toString().contains("IOException"), "a reset");
        }
      }
      eventually(() -> connections.open() == 0);
      try (HttpClientSocket honest = client("127.0.0.1")) {
        assertTrue(honest.get(announce()).body().contains("5:peers"));
      }
      log.assertQuietAndNoLeak();
    }
    eventually(() -> tracker.counters.rejections(HttpRejection.MALFORMED) > 50);
  }

  private static byte[] rubbish(SplittableRandom random) {
    byte[] bytes;
    switch (random.nextInt(4)) {
      case 0 -> {
        bytes = new byte[random.nextInt(3000)];
        random.nextBytes(bytes);
      }
      case 1 -> bytes = ascii("\r\n\r\n\0\0 \r\n GET\r\n\r\n");
      case 2 -> bytes = ascii("GET / HTTP/9.9\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      default -> {
        bytes = ascii("GET " + announce() + " HTTP/1.1\r\nHost: t\r\nX: y\r\n\r\n");
        for (int flips = random.nextInt(6); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  @Test
  void aPortInUseFailsWithASentenceThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(TestTracker.address("127.0.0.1", 0));
      InetSocketAddress address = TestTracker.address("127.0.0.1", taken.getLocalPort());
      var failure =
          assertThrows(
              IllegalArgumentException.class, () -> listen(TestTracker.unlimited(), 2, address));

      assertEquals(
          "Cannot listen on HTTP 127.0.0.1:" + taken.getLocalPort() + ": Address already in use",
          failure.getMessage());
    }
  }

  @Test
  void theLoopsOfOneListenerShareAPortAndFreeItTogether() {
    bound = listen(TestTracker.unlimited(), 2, TestTracker.address("127.0.0.1", FreePorts.next()));
    assertFalse(free());
    tracker.vertx.deploymentIDs().forEach(id -> await(tracker.vertx.undeploy(id)));
    // NIO closes a listener's file when its loop next selects, so just after the word.
    eventually(this::free);
  }

  private boolean free() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(bound);
      return true;
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpClientSocket client(String local) {
    return new HttpClientSocket(local, bound);
  }

  private static String announce() {
    return HttpFrontEndTest.announce(FREE, 1111);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}

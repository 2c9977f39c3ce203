package org.everswarm.tracker.shop.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.everswarm.tracker.LogWatch;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.junit.jupiter.api.Test;

/** Bodies and answers of which there is memory for few. */
class LargeBodiesTest {

  private static final String YAML =
      """
      openapi: 3.1.0
      info: {title: A test, version: '1'}
      servers: [{url: /api/v1}]
      paths:
        /openapi.json:
          get:
            operationId: getDocument
            responses: {'200': {description: it, content: {application/json: {schema: {type: object}}}}}
        /files:
          put:
            operationId: putFile
            requestBody:
              required: true
              x-max-bytes: 1048576
              content: {application/x-bittorrent: {schema: {type: string}}, image/*: {schema: {type: string}}}
            responses:
              '200': {description: it, content: {application/x-bittorrent: {schema: {type: string}}}}
              default: {$ref: '#/components/responses/Problem'}
        /films:
          put:
            operationId: putFilm
            requestBody:
              required: true
              x-max-bytes: 4194304
              content: {video/mp4: {schema: {type: string}}}
            responses:
              '204': {description: done}
              default: {$ref: '#/components/responses/Problem'}
        /large:
          get:
            operationId: getLarge
            responses:
              '200': {description: it, content: {application/x-bittorrent: {schema: {type: string}}}}
              default: {$ref: '#/components/responses/Problem'}
      components:
        responses:
          Problem:
            description: refused
            content: {application/problem+json: {schema: {type: object, required: [type, title, status, detail]}}}
      """;

  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "putFile",
          call -> Reply.file("application/x-bittorrent", "a", call.body().getBytes()),
          "putFilm",
          call -> Reply.empty(),
          "getLarge",
          call -> Reply.file("application/x-bittorrent", "a", new byte[16 << 20]));

  private static final ApiLimits ROOM_FOR_ONE = new ApiLimits(100, 100, 2, 4 << 20, 10, 30, 30);

  @Test
  void uploadsThatNeverEndStandInTheWayOfUploadsOnly() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (TestShop shop = new TestShop(TestShop.document(YAML), OPERATIONS, ROOM_FOR_ONE)) {
      // One that comes while another is let in is refused itself; there are enough.
      awaitStatus(
          503,
          () -> {
            slow.add(endlessUpload(shop));
            return put(shop.client(), "/films", "video/mp4", 10_000);
          });
      awaitStatus(200, () -> put(shop.client(), "/files", "image/png", 1 << 20));
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }

  @Test
  void whoSendsALargeBodyIsAskedBeforeItIsRead() throws Exception {
    Consumer<Optional<String>> knownOnly =
        bearer -> {
          if (!bearer.equals(Optional.of("known"))) {
            throw new Problem(Kind.UNAUTHENTICATED, "Say who you are.");
          }
        };
    try (TestShop asking =
        new TestShop(TestShop.document(YAML), List.of(), OPERATIONS, ROOM_FOR_ONE, knownOnly)) {
      String head = "PUT /api/v1/films HTTP/1.1\r\nHost: a\r\nContent-Type: video/mp4\r\n";
      try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), asking.port())) {
        stranger.setSoTimeout(20_000);
        OutputStream out = stranger.getOutputStream();
        out.write((head + "Content-Length: 4194304\r\n\r\nthe beginning").getBytes(UTF_8));
        String all = new String(stranger.getInputStream().readAllBytes(), UTF_8);
        assertTrue(all.startsWith("HTTP/1.1 401 "), all);
      }
      Map<String, String> film = Map.of("Content-Type", "video/mp4");
      Buffer whole = Buffer.buffer(new byte[4 << 20]);
      asking.client().send("PUT", "/films", "known", film, whole).expect(204);
      // What is small, or has the way of small ones, is taken of everybody.
      asking
          .client()
          .send("PUT", "/files", null, Map.of("Content-Type", "image/a"), whole.slice(0, 9))
          .expect(200);
    }
  }

  @Test
  void whoHangsUpWhileItIsAskedWhoItIsLeavesNothingBehind() throws Exception {
    Semaphore asked = new Semaphore(0);
    CountDownLatch told = new CountDownLatch(1);
    Consumer<Optional<String>> slow =
        bearer -> {
          asked.release();
          try {
            assertTrue(told.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
          if (bearer.isEmpty()) {
            throw new Problem(Kind.UNAUTHENTICATED, "Say who you are.");
          }
        };
    try (LogWatch log = new LogWatch();
        TestShop asking =
            new TestShop(TestShop.document(YAML), List.of(), OPERATIONS, ROOM_FOR_ONE, slow)) {
      for (String authorization : List.of("", "Authorization: Bearer known\r\n")) {
        assertTrue(isAskedAndHangsUp(asking, authorization, asked, 20));
      }
      told.countDown();
      // Now some hang up while what they send is read; who comes too soon is not even asked.
      for (int i = 0; i < 20; i++) {
        isAskedAndHangsUp(asking, "Authorization: Bearer known\r\n", asked, 1);
      }
      Map<String, String> film = Map.of("Content-Type", "video/mp4");
      Buffer whole = Buffer.buffer(new byte[4 << 20]);
      awaitStatus(204, () -> asking.client().send("PUT", "/films", "known", film, whole).status());
      assertFalse(log.text().contains("ERROR"), log::text);
    }
  }

  private static boolean isAskedAndHangsUp(
      TestShop shop, String authorization, Semaphore asked, int seconds) throws Exception {
    try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), shop.port())) {
      String head =
          "PUT /api/v1/films HTTP/1.1\r\nHost: a\r\nContent-Type: video/mp4\r\n"
              + authorization
              + "Content-Length: 4194304\r\n\r\nthe beginning";
      gone.getOutputStream().write(head.getBytes(UTF_8));
      boolean isAsked = asked.tryAcquire(seconds, TimeUnit.SECONDS);
      gone.setSoLinger(true, 0);
      return isAsked;
    }
  }

  private static Socket endlessUpload(TestShop shop) {
    try {
      Socket slow = new Socket(InetAddress.getLoopbackAddress(), shop.port());
      String head = "PUT /api/v1/films HTTP/1.1\r\nHost: a\r\nContent-Type: video/mp4\r\n";
      slow.getOutputStream().write((head + "Content-Length: 4194304\r\n\r\n").getBytes(UTF_8));
      slow.getOutputStream().write(new byte[4_190_000]);
      return slow;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Each answer is more than the kernel takes for a connection that is not read. */
  @Test
  void whoDoesNotReadItsAnswersTakesNoMoreMemoryThanThereIsForThem() throws Exception {
    ApiLimits roomForOne = new ApiLimits(100, 100, 2, 24 << 20, 10, 30, 30);
    try (TestShop small = new TestShop(TestShop.document(YAML), OPERATIONS, roomForOne)) {
      try (Socket deaf = new Socket()) {
        deaf.setReceiveBufferSize(64 << 10);
        deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), small.port()));
        deaf.getOutputStream()
            .write("GET /api/v1/large HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
        // Its answer is the one that there is room for, not one of those asked for below.
        assertEquals("HTTP/1.1 200", new String(deaf.getInputStream().readNBytes(12), UTF_8));
        awaitStatus(503, () -> small.client().get("/large", null).status());
      }
      awaitStatus(200, () -> small.client().get("/large", null).status());
    }
  }

  private static int put(ShopClient client, String path, String type, int bytes) {
    Buffer body = Buffer.buffer(new byte[bytes]);
    return client.send("PUT", path, null, Map.of("Content-Type", type), body).status();
  }

  /** Until it is so; a connection that a refusal ended may fail once. */
  private static void awaitStatus(int wanted, IntSupplier ask) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    int status = 0;
    while (status != wanted && System.nanoTime() < deadline) {
      try {
        status = ask.getAsInt();
      } catch (UncheckedIOException ended) {
        status = 0;
      }
    }
    assertEquals(wanted, status);
  }
}

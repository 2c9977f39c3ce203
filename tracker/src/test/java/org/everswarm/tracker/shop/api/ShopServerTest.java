package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShopServerTest {

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
        /things/{thing}:
          put:
            operationId: putThing
            parameters:
              - {name: thing, in: path, required: true, schema: {type: string, pattern: '^[a-z]+$'}}
              - {name: count, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
              - {name: text, in: query, schema: {type: string, maxLength: 40}}
              - {name: X-Word, in: header, schema: {type: string}}
            requestBody:
              required: true
              content:
                application/json:
                  schema:
                    type: object
                    additionalProperties: false
                    required: [name]
                    properties: {name: {type: string, maxLength: 5}}
            responses:
              '200': {description: it, content: {application/json: {schema: {type: object}}}}
              default: {$ref: '#/components/responses/Problem'}
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
        /waits:
          get:
            operationId: wait
            responses:
              '204': {description: done}
              default: {$ref: '#/components/responses/Problem'}
        /fails:
          get:
            operationId: fail
            responses:
              '204': {description: done}
              default: {$ref: '#/components/responses/Problem'}
      components:
        responses:
          Problem:
            description: refused
            content: {application/problem+json: {schema: {type: object, required: [type, title, status, detail]}}}
      """;

  private final Semaphore entered = new Semaphore(0);
  private final CountDownLatch open = new CountDownLatch(1);
  private final TestShop shop = new TestShop(TestShop.document(YAML), operations(), limits(2));
  private final ShopClient client = shop.client();

  private static ApiLimits limits(int inFlight) {
    return new ApiLimits(100, 100, inFlight, 4 << 20, 10, 30, 30);
  }

  private Map<String, Operation> operations() {
    Map<String, Operation> operations = new HashMap<>();
    operations.put("putThing", ShopServerTest::echo);
    operations.put(
        "putFile",
        call -> Reply.file("application/x-bittorrent", "a b.torrent", call.body().getBytes()));
    operations.put("wait", this::waitOpen);
    operations.put(
        "fail",
        call -> {
          throw new IllegalStateException("a secret of ours");
        });
    return operations;
  }

  private static Reply echo(Call call) {
    return Reply.ok(
        new JsonObject()
            .put("path", call.path())
            .put("query", call.query())
            .put("headers", call.headers())
            .put("body", call.json()));
  }

  private Reply waitOpen(Call call) {
    entered.release();
    try {
      assertTrue(open.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    return Reply.empty();
  }

  @AfterEach
  void close() {
    open.countDown();
    shop.close();
  }

  @Test
  void operationsGetWhatWasSentDecodedOnce() {
    JsonObject echo =
        client
            .send(
                "PUT",
                "/things/ab%63?count=7&text=100%25%2520%22%5Cn%22%2B+x",
                "secret",
                Map.of("Content-Type", "application/json; charset=utf-8", "X-Word", "a%20\"b\"+"),
                Buffer.buffer("{\"name\":\"é\"}"))
            .expect(200)
            .json();
    assertEquals("abc", echo.getJsonObject("path").getString("thing"));
    assertEquals("7", echo.getJsonObject("query").getString("count"));
    assertEquals("100%%20\"\\n\"+ x", echo.getJsonObject("query").getString("text"));
    assertEquals("a%20\"b\"+", echo.getJsonObject("headers").getString("x-word"));
    assertEquals("Bearer secret", echo.getJsonObject("headers").getString("authorization"));
    assertEquals("é", echo.getJsonObject("body").getString("name"));
  }

  @Test
  void whatIsNotAsTheDocumentSaysIsRefusedInASentence() {
    refuse(400, "count", "PUT", "/things/abc?count=10", "{\"name\":\"a\"}");
    refuse(400, "count", "PUT", "/things/abc?count=x", "{\"name\":\"a\"}");
    refuse(400, "count", "PUT", "/things/abc?count=", "{\"name\":\"a\"}");
    refuse(400, "count", "PUT", "/things/abc?count=1&count=2", "{\"name\":\"a\"}");
    refuse(400, "thing", "PUT", "/things/ABC", "{\"name\":\"a\"}");
    refuse(400, "name", "PUT", "/things/abc", "{\"name\":\"abcdef\"}");
    refuse(400, "name", "PUT", "/things/abc", "{}");
    refuse(400, "other", "PUT", "/things/abc", "{\"name\":\"a\",\"other\":1}");
    refuse(400, "JSON", "PUT", "/things/abc", "{\"name\":");
    refuse(400, "JSON", "PUT", "/things/abc", "{\"name\":\"a\"}}");
    refuse(400, "U+0000", "PUT", "/things/abc", "{\"name\":\"\\u0000\"}");
    refuse(400, "U+0000", "PUT", "/things/abc?text=%00", "{\"name\":\"a\"}");
    refuse(400, "body", "PUT", "/things/abc", "");
    refuse(400, "", "PUT", "/things/abc", "[".repeat(60_000));
    refuse(404, "openapi.json", "GET", "/nothing", "");
    refuse(404, "openapi.json", "GET", "/things/a/b", "");
    refuse(413, "65536", "PUT", "/things/abc", " ".repeat(65_537));
    assertEquals("PUT", refuse(405, "PUT", "GET", "/things/abc", "").header("allow").orElse(""));
    Map<String, String> text = Map.of("Content-Type", "text/plain");
    Answer answer = client.send("PUT", "/things/abc", null, text, Buffer.buffer("{}"));
    assertTrue(answer.expect(415).json().getString("detail").contains("application/json"));
    client.send("PUT", "/things/abc", null, Map.of(), Buffer.buffer("{}")).expect(415);
  }

  private Answer refuse(int status, String part, String method, String path, String body) {
    Map<String, String> json = Map.of("Content-Type", "application/json");
    Answer answer = client.send(method, path, null, json, Buffer.buffer(body)).expect(status);
    String detail = answer.json().getString("detail");
    assertTrue(detail.contains(part), detail);
    return answer;
  }

  @Test
  void numbersArriveInOneForm() {
    for (String seven : new String[] {"7", "7.0", "7e0", "%37"}) {
      Map<String, String> json = Map.of("Content-Type", "application/json");
      Buffer body = Buffer.buffer("{\"name\":\"a\"}");
      JsonObject echo =
          client.send("PUT", "/things/abc?count=" + seven, null, json, body).expect(200).json();
      assertEquals("7", echo.getJsonObject("query").getString("count"));
    }
  }

  @Test
  void filesArriveAsTheyWereSent() {
    byte[] file = new byte[1 << 20];
    new Random(1).nextBytes(file);
    for (String type : new String[] {"application/x-bittorrent", "image/png", "IMAGE/x; a=b"}) {
      Map<String, String> header = Map.of("Content-Type", type);
      Answer answer = client.send("PUT", "/files", null, header, Buffer.buffer(file)).expect(200);
      assertArrayEquals(file, answer.body().getBytes());
      assertEquals(
          "attachment; filename=\"a_b.torrent\"", answer.header("content-disposition").orElse(""));
    }
    Map<String, String> image = Map.of("Content-Type", "image/png");
    client.send("PUT", "/files", null, image, Buffer.buffer(new byte[(1 << 20) + 1])).expect(413);
    client.send("PUT", "/files", null, image, Buffer.buffer()).expect(400);
    Map<String, String> json = Map.of("Content-Type", "application/json");
    client.send("PUT", "/files", null, json, Buffer.buffer("{}")).expect(415);
  }

  @Test
  void uploadsThatAreTooMuchTogetherAreToldToWaitAndLeaveNothingBehind() throws Exception {
    byte[] part = new byte[900_000];
    List<Socket> sockets = new ArrayList<>();
    try {
      Map<String, String> image = Map.of("Content-Type", "image/png");
      Answer answer =
          Waiting.until(
              () -> {
                holdMore(sockets, part);
                return client.send("PUT", "/files", null, image, Buffer.buffer(part));
              },
              found -> found.status() == 503);
      assertEquals("2", answer.header("retry-after").orElse(""));
      for (Socket socket : sockets) {
        socket.close();
      }
      Waiting.until(
          () -> client.send("PUT", "/files", null, image, Buffer.buffer(part)),
          found -> found.status() == 200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Any of those that come at once may be the one that is too much. */
  private void holdMore(List<Socket> sockets, byte[] part) {
    try {
      sockets.add(upload(part, part.length + 1));
    } catch (IOException refused) {
      assertTrue(sockets.size() > 1, "the first have room");
    }
  }

  private Socket upload(byte[] part, int announced) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.port());
    String head =
        "PUT /api/v1/files HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nContent-Length: "
            + announced
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(part);
    return socket;
  }

  @Test
  void whatWeFailAtIsToldWithoutDetails() {
    Answer answer = client.get("/fails", null).expect(500);
    assertFalse(answer.body().toString().contains("secret"));
    Waiting.until(() -> shop.counters().sum("fail", 500), count -> count == 1);
  }

  @Test
  void moreThanCanBeDoneAtOnceIsToldToWait() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Answer> first = threads.submit(() -> client.get("/waits", null));
      Future<Answer> second = threads.submit(() -> client.get("/waits", null));
      assertTrue(entered.tryAcquire(2, 60, TimeUnit.SECONDS));
      Answer refused = client.get("/fails", null).expect(503);
      assertEquals("2", refused.header("retry-after").orElse(""));
      open.countDown();
      first.get().expect(204);
      second.get().expect(204);
      client.get("/fails", null).expect(500);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatIsNotHttpOrTooLongIsToldSo() throws Exception {
    assertTrue(raw("GET /api/v1/" + "a".repeat(5000) + " HTTP/1.1\r\n\r\n").contains("414"));
    assertTrue(
        raw("GET / HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(20_000) + "\r\n\r\n").contains("431"));
    for (String target : new String[] {"/api/v1/things/%zz", "/api/v1/files?a=%f", "*", "%"}) {
      String answer = raw("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertTrue(answer.contains(" 400 ") && answer.contains("problem+json"), answer);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsNotWaitedFor() throws Exception {
    try (Socket socket = upload(new byte[10], 1 << 30)) {
      socket.setSoTimeout(60_000);
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(all.startsWith("HTTP/1.1 413 "), all);
    }
  }

  @Test
  void aBodyOfUnknownLengthMayBeAsLargeAsOneOfAKnownLength() throws Exception {
    assertTrue(chunked(1 << 20).contains(" 200 "));
    assertTrue(chunked((1 << 20) + 1).contains(" 413 "));
  }

  private String chunked(int bytes) throws IOException {
    return raw(
        String.join(
            "\r\n",
            "PUT /api/v1/files HTTP/1.1",
            "Host: a",
            "Content-Type: image/png",
            "Transfer-Encoding: chunked",
            "",
            Integer.toHexString(bytes),
            "a".repeat(bytes),
            "0",
            "",
            ""));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), shop.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] head = new byte[400];
      int length = socket.getInputStream().readNBytes(head, 0, 300);
      return new String(head, 0, length, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void theDocumentIsServed() {
    Answer answer = client.get("/openapi.json", null).expect(200);
    assertEquals("3.1.0", answer.json().getString("openapi"));
    assertEquals("no-store", answer.header("cache-control").orElse(""));
    assertTrue(answer.header("access-control-allow-origin").isEmpty());
  }

  @Test
  void anOperationThatIsMissingOrUnknownFailsAtTheStart() {
    Vertx vertx = Vertx.vertx();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Map<String, Operation> missing = operations();
    missing.remove("putFile");
    Map<String, Operation> unknown = operations();
    unknown.put("somethingElse", ShopServerTest::echo);
    for (Map<String, Operation> wrong : List.of(missing, unknown)) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new ShopServer(
                  any,
                  List.of(),
                  TestShop.document(YAML),
                  wrong,
                  vertx.createSharedWorkerExecutor("a"),
                  limits(1),
                  anybody -> {}));
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aRefusalOfAnOperationIsItsProblem() {
    Problem problem = new Problem(Kind.GONE, "It is over.");
    try (TestShop other =
        new TestShop(
            TestShop.document(YAML),
            Map.of(
                "fail",
                call -> {
                  throw problem;
                }),
            limits(2))) {
      JsonObject json = other.client().get("/fails", null).expect(410).json();
      assertEquals("It is over.", json.getString("detail"));
      assertEquals("urn:everswarm:problem:gone", json.getString("type"));
      assertEquals(Kind.GONE.title(), json.getString("title"));
    }
  }
}

package org.everswarm.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.everswarm.protocol.metainfo.MetainfoBuilder;
import org.everswarm.tracker.shop.catalogue.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A tracker with a shop that is killed now and then, and clients that repeat what they asked for
 * until they are answered, as sane ones do. Its processor's events come late, twice and in any
 * order.
 */
final class MortalShop implements AutoCloseable {

  static final int PRICE_MINOR = 600;
  private static final int LIMIT_SECONDS = 90;
  private static final int CONFLICT = 409;
  private static final int SERVER_FAULT = 500;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path data;
  private final int announcePort = Programs.freePort();
  private final URI shop = URI.create("http://127.0.0.1:" + Programs.freePort());
  private final AtomicInteger kills = new AtomicInteger();
  private TrackerProcess tracker;

  MortalShop(Path data) {
    this.data = data;
    tracker = launch().awaitReady();
  }

  private TrackerProcess launch() {
    return TrackerProcess.launch(
        Host.loopback(),
        data,
        announcePort,
        "--shop",
        shop.getAuthority(),
        "--payment",
        "sandbox",
        "--sandbox-disorder",
        "--shop-tracker",
        "http://127.0.0.1:" + announcePort + "/announce");
  }

  /** One request; the same again when it is repeated. */
  record Ask(
      String method, String path, @Nullable String bearer, String key, @Nullable JsonObject body) {

    static Ask get(String path, @Nullable String bearer) {
      return new Ask("GET", path, bearer, "", null);
    }

    static Ask post(String path, @Nullable String bearer, @Nullable JsonObject body) {
      return new Ask("POST", path, bearer, UUID.randomUUID().toString(), body);
    }
  }

  /** What came of one. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Answer(int status, byte[] body) {

    JsonObject json() {
      return new JsonObject(new String(body, UTF_8));
    }

    Answer expect(int expected) {
      assertEquals(expected, status, () -> new String(body, UTF_8));
      return this;
    }
  }

  /** Repeats a request until it is answered by a shop that is well. */
  Answer ask(Ask ask) {
    long deadline = deadline();
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<byte[]> response = http.send(request(ask), BodyHandlers.ofByteArray());
        boolean busy = response.statusCode() == CONFLICT && text(response).contains("carried out");
        if (response.statusCode() < SERVER_FAULT && !busy) {
          return new Answer(response.statusCode(), response.body());
        }
      } catch (IOException dead) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return fail("interrupted", interrupted);
      }
    }
    return fail(ask + " was not answered\n" + tracker.output());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  /** Kills the shop while it has the request, and repeats the request at the next one. */
  Answer askAndKill(Ask ask, Random random) {
    ask(Ask.get("/bundles", null));
    CompletableFuture<HttpResponse<Void>> unanswered =
        http.sendAsync(request(ask), BodyHandlers.discarding());
    killWithin(Duration.ofMillis(12), random);
    unanswered.cancel(true);
    return ask(ask);
  }

  /** SIGKILL at a random moment from now, and another process for the same data. */
  void killWithin(Duration longest, Random random) {
    LockSupport.parkNanos(random.nextLong(longest.toNanos()));
    synchronized (this) {
      tracker.kill9();
      kills.incrementAndGet();
      tracker = launch();
    }
  }

  int kills() {
    return kills.get();
  }

  private HttpRequest request(Ask ask) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(shop + "/api/v1" + ask.path()))
            .timeout(Duration.ofSeconds(LIMIT_SECONDS));
    if (ask.bearer() != null) {
      request.header("Authorization", "Bearer " + ask.bearer());
    }
    if (!ask.key().isEmpty()) {
      request.header("Idempotency-Key", ask.key());
    }
    if (ask.body() == null) {
      return request.method(ask.method(), BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(ask.method(), BodyPublishers.ofString(ask.body().encode()))
        .build();
  }

  /** Who sells what. */
  record Stall(String publisher, String session, String bundle, String item) {}

  /** A publisher with a live bundle of one paid item. */
  Stall open() throws Exception {
    ask(Ask.post("/accounts", null, new JsonObject().put("email", "ann@example.org"))).expect(202);
    eventually(() -> !Letters.code(mail()).isEmpty());
    JsonObject owner =
        ask(Ask.post(
                "/accounts/confirm",
                null,
                new JsonObject()
                    .put("code", Letters.code(mail()))
                    .put("password", "correct horse battery")
                    .put("publisherName", "Ann's films")))
            .expect(201)
            .json();
    String session = owner.getString("session");
    ShopClient desk = new ShopClient(shop, session);
    String bundles = "/publishers/" + owner.getString("publisherId") + "/bundles";
    String bundle =
        desk.post(bundles, new JsonObject().put("title", "The Film")).getString("bundleId");
    String path = bundles + "/" + bundle;
    String item =
        desk.post(path + "/items", new JsonObject().put("name", "film").put("gate", "PAID"))
            .getString("itemId");
    desk.put(path + "/items/" + item + "/torrent", "application/x-bittorrent", torrent());
    String price = "{\"currency\":\"usd\",\"model\":\"FIXED\",\"amountMinor\":" + PRICE_MINOR + "}";
    desk.put(path + "/prices", ShopClient.JSON, ("{\"prices\":[" + price + "]}").getBytes(UTF_8));
    desk.post(path + "/publish", new JsonObject().put("attestation", Publication.ATTESTATION));
    return new Stall(owner.getString("publisherId"), session, bundle, item);
  }

  private static byte[] torrent() {
    return new MetainfoBuilder("film.bin", 16 << 10)
        .singleFile(16 << 10)
        .pieceHashes(new byte[20])
        .privately("everswarm", new Random(1))
        .build()
        .toBytes();
  }

  /** All letters that were delivered. */
  List<String> letters() {
    return Letters.in(mail());
  }

  private Path mail() {
    return data.resolve("mail");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      return fail(failed);
    }
  }

  String operatorToken() {
    return read(data.resolve("admin-token")).strip();
  }

  void eventually(BooleanSupplier condition) {
    long deadline = deadline();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("still not so after " + LIMIT_SECONDS + " s\n" + tracker.output());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static long deadline() {
    return System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
  }

  @Override
  public synchronized void close() {
    tracker.close();
  }
}

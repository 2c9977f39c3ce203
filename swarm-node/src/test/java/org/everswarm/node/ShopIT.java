package org.everswarm.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.vertx.core.json.JsonArray;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.everswarm.protocol.http.AnnounceReply;
import org.everswarm.protocol.metainfo.Metainfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an empty directory: sign up, publish, buy, download with a stock client, refund, refused;
 * and a receipt that is passed around.
 */
class ShopIT {

  private static final int LIMIT_SECONDS = 120;
  private static final int NETWORKS_TOO_MANY = 20;
  private static final String HERE = "127.0.0.1";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aFolderBecomesABundleThatIsSoldDownloadedRefundedAndFrozenWhenShared(@TempDir Path directory)
      throws Exception {
    int announcePort = Programs.freePort();
    int webPort = Programs.freePort();
    URI shop = URI.create("http://127.0.0.1:" + Programs.freePort());
    Path data = directory.resolve("tracker");
    try (TrackerProcess tracker =
        TrackerProcess.startAt(
            Host.loopback(),
            data,
            announcePort,
            "--shop",
            shop.getAuthority(),
            "--payment",
            "sandbox",
            "--trusted-proxy",
            "127.0.0.1/32",
            "--shop-tracker",
            "http://127.0.0.1:" + announcePort + "/announce",
            "--shop-web-seed",
            "http://127.0.0.1:" + webPort + "/ws")) {
      JsonObject owner = signUp(shop, data.resolve("mail"));
      String publisher = owner.getString("publisherId");
      String session = owner.getString("session");
      Path token = directory.resolve("api-token");
      JsonObject wish = new JsonObject().put("name", "desk").put("role", "EDITOR");
      JsonObject made = post(shop, "/publishers/" + publisher + "/api-tokens", session, wish);
      Files.writeString(token, made.getString("secret"));
      byte[] film = content(directory.resolve("film"));
      List<String> command =
          new ArrayList<>(List.of("publish", directory.resolve("film").toString()));
      command.addAll(List.of("--title", "The Film", "--price", "6.00", "--free", "preview/*"));
      command.addAll(List.of("--shop", shop.toString(), "--shop-token-file", token.toString()));
      command.add("--i-hold-the-rights");
      Path node = Files.createDirectories(directory.resolve("node"));
      command.addAll(List.of("--tracker", tracker.httpUri().toString()));
      command.addAll(List.of("--token-file", tracker.nodeTokenFile().toString()));
      command.addAll(List.of("--data", node.toString()));
      URI ops = URI.create("http://127.0.0.1:" + Programs.freePort());
      command.addAll(List.of("--wire", "127.0.0.1:" + Programs.freePort()));
      command.addAll(List.of("--web", "127.0.0.1:" + webPort, "--ops", ops.getAuthority()));
      // The torrents are written where the program runs.
      List<String> java = Programs.java(Programs.NODE_JAR, command.toArray(String[]::new));
      List<String> there = new ArrayList<>(List.of("env", "--chdir=" + node.toString()));
      there.addAll(java);
      try (RunningProgram publishing = RunningProgram.start(there, directory.resolve("node.log"))) {
        publishing.awaitOk(Host.loopback(), ops.resolve("/health/ready"), LIMIT_SECONDS);
        Bought bought = buy(shop, "bob@example.org");
        download(bought, film, directory);
        refund(shop, publisher, session, bought);
        share(shop, buy(shop, "carol@example.org"));
      }
    }
  }

  /** A receipt, and what its holder has of it. */
  private record Bought(String order, String claim, String number, String item, Metainfo torrent) {}

  private Bought buy(URI shop, String email) throws Exception {
    JsonObject bundle = get(shop, "/bundles", null).getJsonArray("items").getJsonObject(0);
    JsonObject placed =
        post(
            shop,
            "/bundles/" + bundle.getString("bundleId") + "/orders",
            null,
            new JsonObject().put("currency", "usd").put("email", email));
    String claim = placed.getString("claim");
    JsonObject order = placed.getJsonObject("order");
    String payUrl = order.getString("payUrl");
    assertNotNull(payUrl, placed::encode);
    String payment = URI.create(payUrl).getPath().replaceFirst(".*/", "");
    post(shop, "/sandbox/payments/" + payment + "?action=approve", null, new JsonObject());
    String orderPath = "/orders/" + order.getString("id");
    eventually(() -> "PAID".equals(quietly(shop, orderPath, claim).getString("state")));
    JsonObject receipt = get(shop, orderPath + "/receipt", claim);
    String number = receipt.getString("number");
    String item = paid(receipt.getJsonArray("items")).getString("id");
    Metainfo torrent = Metainfo.parse(torrent(shop, number, item, claim));
    return new Bought(order.getString("id"), claim, number, item, torrent);
  }

  private byte[] torrent(URI shop, String number, String item, String claim) throws Exception {
    return file(shop, "/receipts/" + number + "/items/" + item + "/torrent", claim);
  }

  private void download(Bought bought, byte[] film, Path directory) throws Exception {
    Path mine = Files.write(directory.resolve("mine.torrent"), bought.torrent().toBytes());
    Path got = Files.createDirectories(directory.resolve("got"));
    try (StockClient.Download download = Aria2.onThisMachine().download(mine, got)) {
      Path copy = got.resolve("film").resolve("film.bin");
      eventually(() -> is(copy, film), download::log);
    }
  }

  private void refund(URI shop, String publisher, String session, Bought bought) throws Exception {
    Metainfo personal = bought.torrent();
    assertEquals(null, announce(personal, HERE).failure());
    post(
        shop,
        "/publishers/" + publisher + "/sales/" + bought.order() + "/refunds",
        session,
        new JsonObject().put("reason", "asked for"));
    eventually(() -> announce(personal, HERE).failure() != null);
    String webSeed = personal.urlList().get(0);
    HttpRequest again = HttpRequest.newBuilder(URI.create(webSeed + "film/film.bin")).build();
    // It hears of it over its channel, while the tracker refuses already.
    eventually(() -> http.sendAsync(again, BodyHandlers.discarding()).join().statusCode() == 403);
    String orderPath = "/orders/" + bought.order();
    eventually(
        () -> "REFUNDED".equals(quietly(shop, orderPath, bought.claim()).getString("state")));
  }

  private void share(URI shop, Bought bought) throws Exception {
    Metainfo personal = bought.torrent();
    for (int network = 1; network <= NETWORKS_TOO_MANY; network++) {
      announce(personal, "10.0." + network + ".1");
    }
    String path = "/receipts/" + bought.number();
    eventually(() -> "FROZEN".equals(quietly(shop, path, bought.claim()).getString("state")));
    eventually(() -> announce(personal, HERE).failure() != null);
    JsonObject reissued = post(shop, path + "/reissue", bought.claim(), new JsonObject());
    String claim = reissued.getString("claim");
    Metainfo anew = Metainfo.parse(torrent(shop, bought.number(), bought.item(), claim));
    assertEquals(personal.infoHash(), anew.infoHash());
    assertEquals(null, announce(anew, HERE).failure());
    assertNotNull(announce(personal, HERE).failure());
  }

  private static boolean is(Path file, byte[] content) {
    try {
      return Files.exists(file) && Arrays.equals(content, Files.readAllBytes(file));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static JsonObject paid(JsonArray items) {
    for (int i = 0; i < items.size(); i++) {
      if (items.getJsonObject(i).getString("gate").equals("PAID")) {
        return items.getJsonObject(i);
      }
    }
    throw new AssertionError("nothing is paid for: " + items);
  }

  private static byte[] content(Path directory) throws IOException {
    byte[] film = new byte[1 << 20];
    new Random(1).nextBytes(film);
    Files.createDirectories(directory.resolve("preview"));
    Files.write(directory.resolve("film.bin"), film);
    Files.writeString(directory.resolve("preview/clip.txt"), "a clip");
    return film;
  }

  private JsonObject signUp(URI shop, Path mail) throws Exception {
    post(shop, "/accounts", null, new JsonObject().put("email", "ann@example.org"));
    eventually(() -> !Letters.code(mail).isEmpty());
    return post(
        shop,
        "/accounts/confirm",
        null,
        new JsonObject()
            .put("code", Letters.code(mail))
            .put("password", "correct horse battery")
            .put("publisherName", "Ann's films"));
  }

  /** By way of a proxy that says for whom. */
  private AnnounceReply announce(Metainfo torrent, String source) {
    String query =
        "&info_hash="
            + torrent.infoHash().hex().replaceAll("..", "%$0")
            + "&peer_id=-XX0001-000000000001&port=6881&uploaded=0&downloaded=0&left=1&compact=1";
    URI url = URI.create(torrent.announceList().get(0).get(0) + query);
    try {
      return Objects.requireNonNull(
          AnnounceReply.parse(
              http.send(
                      HttpRequest.newBuilder(url).header("X-Forwarded-For", source).build(),
                      BodyHandlers.ofByteArray())
                  .body()));
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private JsonObject quietly(URI shop, String path, @Nullable String bearer) {
    try {
      return get(shop, path, bearer);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private JsonObject get(URI shop, String path, @Nullable String bearer) throws Exception {
    return new JsonObject(new String(file(shop, path, bearer), UTF_8));
  }

  private byte[] file(URI shop, String path, @Nullable String bearer) throws Exception {
    return sent(request(shop, path, bearer).GET());
  }

  private JsonObject post(URI shop, String path, @Nullable String bearer, JsonObject body)
      throws Exception {
    HttpRequest.Builder request =
        request(shop, path, bearer).header("Idempotency-Key", UUID.randomUUID().toString());
    byte[] answer =
        sent(
            body.isEmpty()
                ? request.POST(BodyPublishers.noBody())
                : request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.encode())));
    return new JsonObject(new String(answer, UTF_8));
  }

  private byte[] sent(HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    assertEquals(2, response.statusCode() / 100, () -> new String(response.body(), UTF_8));
    return response.body();
  }

  private static HttpRequest.Builder request(URI shop, String path, @Nullable String bearer) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shop + "/api/v1" + path));
    return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
  }

  private static void eventually(BooleanSupplier condition) {
    eventually(condition, () -> "");
  }

  private static void eventually(BooleanSupplier condition, Supplier<String> log) {
    long deadline = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still not so after " + LIMIT_SECONDS + " s: " + log.get());
      }
      RunningProgram.sleepMillis(50);
    }
  }
}

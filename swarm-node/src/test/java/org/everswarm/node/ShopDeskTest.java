package org.everswarm.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.everswarm.node.store.ContentTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a publisher's command asks of a shop before it begins to hash. */
class ShopDeskTest {

  private static final String BUNDLES = "/api/v1/publishers/pub_1/bundles";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final Path directory;
  private int pricesStatus = 200;
  private int busy;

  ShopDeskTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    asked.add(call);
    if (busy > 0) {
      busy--;
      exchange.getResponseHeaders().add("Retry-After", "0");
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    boolean prices = call.endsWith("/prices");
    JsonObject body =
        prices && pricesStatus != 200
            ? new JsonObject().put("detail", "A price is 0, or from 0.50 USD.")
            : new JsonObject().put("bundleId", "00000000000000ff");
    byte[] bytes = body.encode().getBytes(UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(prices ? pricesStatus : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private PublishPlan plan() throws IOException {
    Files.write(directory.resolve("film.mp4"), new byte[100]);
    URI shop = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    JsonObject price =
        new JsonObject().put("currency", "usd").put("model", "FIXED").put("amountMinor", 10);
    return new PublishPlan(
        new ShopClient(shop, "tok_1"),
        Optional.of("pub_1"),
        "The film",
        "",
        new JsonObject().put("prices", new JsonArray().add(price)),
        PublishParts.of(ContentTree.of(List.of(directory)), List.of(), List.of()),
        Optional.empty());
  }

  @Test
  void thePricesAreSentBeforeAnythingIsHashed() throws Exception {
    assertEquals(255, ShopDesk.open(plan()).bundleId());
    assertEquals(List.of("POST " + BUNDLES, "PUT " + BUNDLES + "/00000000000000ff/prices"), asked);
  }

  @Test
  void aShopWithoutTimeIsAskedAgain() throws Exception {
    busy = 2;
    ShopDesk.open(plan());
    assertEquals(4, asked.size());
    busy = 100;
    PublishPlan plan = plan();
    assertThrows(CommandException.class, () -> ShopDesk.open(plan));
    assertEquals(4 + 5, asked.size());
  }

  @Test
  void aNameThatTheShopGivesStaysInTheDirectory() {
    assertEquals("film", PublishCommand.fileName("film"));
    assertEquals("_.._etc_passwd", PublishCommand.fileName("../etc/passwd"));
    assertEquals("_etc_passwd", PublishCommand.fileName("/etc/passwd"));
    assertEquals("C__a", PublishCommand.fileName("C:\\a"));
  }

  @Test
  void aPriceThatTheShopDoesNotTakeLeavesNothingThere() throws Exception {
    pricesStatus = 400;
    PublishPlan plan = plan();
    CommandException refused = assertThrows(CommandException.class, () -> ShopDesk.open(plan));
    assertTrue(String.valueOf(refused.getMessage()).contains("from 0.50 USD"));
    assertEquals("DELETE " + BUNDLES + "/00000000000000ff", asked.get(asked.size() - 1));
  }
}

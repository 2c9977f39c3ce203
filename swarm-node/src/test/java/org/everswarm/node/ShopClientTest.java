package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against whatever may answer at an address that is taken for a shop's. */
class ShopClientTest {

  private static final String TOKEN = "key_secret";

  private final List<String> requests = new ArrayList<>();
  private final HttpServer server;
  private int status = 200;
  private String answer = "{}";

  ShopClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + body);
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @Test
  void saysWhereOthersCanReadTheToken() {
    for (String open :
        List.of("http://shop.example", "http://127.0.0.1.example:80", "http://10.0.0.1")) {
      assertTrue(new ShopClient(URI.create(open), TOKEN).isOpenToReaders(), open);
    }
    for (String not :
        List.of(
            "https://shop.example", "http://127.0.0.1:80/", "http://localhost", "http://[::1]:8")) {
      assertFalse(new ShopClient(URI.create(not), TOKEN).isOpenToReaders(), not);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ShopClient shop() {
    return new ShopClient(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), TOKEN);
  }

  @Test
  void everyRequestShowsTheTokenAndGoesToTheApi() throws Exception {
    answer = "{\"id\":\"b\"}";
    assertEquals(
        "b", shop().post("/bundles", new JsonObject().put("title", "Film")).getString("id"));
    shop().as("clm_other").get("/orders/1");
    assertEquals(
        List.of(
            "POST /api/v1/bundles Bearer key_secret application/json {\"title\":\"Film\"}",
            "GET /api/v1/orders/1 Bearer clm_other null "),
        requests);
  }

  @Test
  void aFileComesAsItIsAndAnEmptyAnswerIsAnEmptyObject() throws Exception {
    answer = "d4:infod";
    assertArrayEquals("d4:infod".getBytes(StandardCharsets.UTF_8), shop().file("/torrent"));
    answer = "";
    assertTrue(shop().put("/torrent", "application/x-bittorrent", new byte[] {'d'}).isEmpty());
  }

  @Test
  void aRefusalSaysWhatTheShopSays() {
    status = 422;
    answer = "{\"detail\":\"The price must be at least 0.50.\"}";
    assertEquals("The shop refuses: The price must be at least 0.50.", refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "[1]", "{\"title\":\"Bad Gateway\"}", "null"})
  void aRefusalThatIsNoProblemSaysTheStatus(String body) {
    status = 502;
    answer = body;
    assertEquals("The shop answers 502.", refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "[1]", "null", "7"})
  void anAnswerThatIsNoObjectIsNoShops(String body) {
    answer = body;
    assertTrue(refusal().startsWith("The shop does not answer as a shop does"), this::refusal);
  }

  @Test
  void aRedirectIsNotFollowedWithTheToken() {
    status = 302;
    assertEquals("The shop answers 302.", refusal());
    assertEquals(1, requests.size());
  }

  @Test
  void aShopThatIsNotThereIsNamedWithoutTheToken() {
    server.stop(0);
    assertTrue(refusal().endsWith("cannot be reached."), this::refusal);
    assertFalse(refusal().contains("secret"));
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(CommandException.class, () -> shop().get("/publishers")).getMessage());
  }
}

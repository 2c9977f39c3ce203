package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.shop.ShopSettings;
import org.everswarm.tracker.shop.store.DatabaseSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tracker node that is a shop too, and one that is not. */
class ShopNodeTest {

  private static final InfoHash FILM = new InfoHash(5, 6, 7);
  private static final String[] SHOP = {
    "--shop",
    "127.0.0.1:0",
    "--base-url",
    "http://shop.example",
    "--payment",
    "sandbox",
    "--shop-tracker",
    "http://t.example:6969"
  };

  @Test
  void sendsALetterToWhoeverSignsUp(@TempDir Path directory) throws Exception {
    try (RunningNode node = RunningNode.start(directory, SHOP)) {
      JsonObject address = new JsonObject().put("email", "ann@example.org");
      assertEquals(202, post(node, "/accounts", address).statusCode());
      TestTracker.eventually(
          () -> letters(directory).anyMatch(text -> text.contains("ann@example.org")));
      assertEquals(200, get(node, "/openapi.json").statusCode());
      TestTracker.eventually(
          () ->
              metric(node, "everswarm_shop_letters_total{result=\"sent\"}") == 1
                  && metric(node, "everswarm_shop_responses_total{status=\"202\"}") == 1
                  && metric(
                          node, "everswarm_shop_requests_total{operation=\"signUp\",result=\"ok\"}")
                      == 1);
    }
    assertTrue(Files.exists(directory.resolve("shop.db")));
  }

  @Test
  void makesTheKeyThatItSignsWith(@TempDir Path directory) throws Exception {
    TrackerConfig config =
        TrackerConfig.parse(
            with(
                "--data",
                directory.toString(),
                "--udp",
                "off",
                "--http",
                "127.0.0.1:0",
                "--ops",
                "127.0.0.1:0"));
    try (LogWatch log = new LogWatch()) {
      TrackerNode node = TrackerNode.open(config);
      TestTracker.await(node.start());
      TestTracker.await(node.close());
      assertTrue(log.text().contains("receipt keys [1]"), log::text);
      assertFalse(log.text().contains("already on a Vert.x context"), log::text);
    }
    try (Stream<Path> keys = Files.list(directory.resolve("keys"))) {
      assertEquals(1, keys.filter(file -> file.toString().endsWith(".key")).count());
    }
  }

  @Test
  void aNodeWithoutAShopHasNoDatabase(@TempDir Path directory) throws Exception {
    try (RunningNode node = RunningNode.start(directory)) {
      assertEquals(Optional.empty(), node.node().shopAddress());
      assertFalse(node.get("/metrics").body().contains("everswarm_shop"));
    }
    assertFalse(Files.exists(directory.resolve("shop.db")));
    assertFalse(Files.exists(directory.resolve("mail")));
  }

  @Test
  void announcesGoOnWhenTheDatabaseDoesNot(@TempDir Path directory) throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.builder().start();
    String url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?socketTimeout=5";
    String[] options = with("--database-url", url, "--database-user", "postgres");
    try (RunningNode node = RunningNode.start(directory, options)) {
      node.add(FILM, "free", "0000000000000000");
      assertEquals(200, get(node, "/bundles").statusCode());
      stop(server);
      HttpResponse<String> answer = get(node, "/bundles");
      assertEquals(503, answer.statusCode(), answer.body());
      assertEquals(
          Optional.of("application/problem+json"), answer.headers().firstValue("Content-Type"));
      assertTrue(answer.body().contains("database"), answer.body());
      assertNull(node.announce("/announce", FILM, 6881, 1).failure());
      assertEquals(200, node.get("/health/ready").statusCode());
    } finally {
      stop(server);
    }
  }

  private static void stop(EmbeddedPostgres server) throws IOException {
    server.close();
  }

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(SHOP), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aDatabaseThatCannotBeOpenedIsToldInASentence(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("shop.db"));
    ConfigException told = assertThrows(ConfigException.class, () -> start(directory));
    assertTrue(String.valueOf(told.getMessage()).startsWith("The shop's database"), told::toString);
  }

  private static void start(Path directory) throws Exception {
    try (RunningNode node = RunningNode.start(directory, SHOP)) {
      node.get("/health/ready");
    } catch (java.util.concurrent.ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  @Test
  void readsItsOptionsFromEnvironmentAndFileToo(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("run.yaml");
    Files.writeString(
        file,
        """
        shop: 127.0.0.1:8080
        shop-tracker: [http://a.example/announce, udp://a.example:6969]
        receipt-days: 30
        payment: sandbox
        """);
    ShopSettings shop =
        TrackerConfig.parse(
                new String[] {"--config", file.toString(), "--data", directory.toString()},
                Map.of("EVERSWARM_SHOP_WEB_SEED", "https://n.example/ws"))
            .shop()
            .orElseThrow();
    assertEquals(URI.create("http://127.0.0.1:8080"), shop.base());
    assertEquals(2, shop.hosts().trackers().size());
    assertEquals(List.of("https://n.example/ws"), shop.hosts().webSeedBases());
    assertEquals(Duration.ofDays(30), shop.receipts().validity());
    assertEquals(new DatabaseSettings.Sqlite(directory.resolve("shop.db")), shop.database());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--base-url http://a.example | --base-url needs --shop: where is the shop's API to be?",
        "--receipt-days 3 | --receipt-days needs --shop: where is the shop's API to be?",
        "--shop 127.0.0.1:1 | --shop needs --shop-tracker: where are the shop's torrents"
            + " announced?",
        "--shop 0.0.0.0:1 --shop-tracker http://a.example | --shop 0.0.0.0:1 needs --base-url:"
            + " under which address do people find the shop?",
        "--shop 127.0.0.1:1 --base-url shop.example | --base-url is a URL such as"
            + " https://shop.example, not 'shop.example'.",
        "--shop 127.0.0.1:1 --base-url https://a.example/?x=1 | --base-url is a URL such as"
            + " https://shop.example, not 'https://a.example/?x=1'.",
        "--shop 127.0.0.1:1 --shop-tracker http://a.example --receipt-days 0 | --receipt-days is 1"
            + " to 36500, not 0.",
        "--shop 127.0.0.1:6970 --ops 127.0.0.1:6970 --payment sandbox --shop-tracker"
            + " http://a.example | 127.0.0.1:6970 is given twice; each listener needs its own port."
      })
  void saysWhatIsWrong(String arguments, String sentence) {
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> TrackerConfig.parse(arguments.split(" ")));
    assertEquals(sentence, wrong.getMessage());
  }

  @Test
  void aTrackerThatIsNoUrlIsToldOf() {
    ConfigException wrong =
        assertThrows(
            ConfigException.class,
            () ->
                TrackerConfig.parse("--shop", "127.0.0.1:1", "--shop-tracker", "ftp://a.example"));
    assertTrue(String.valueOf(wrong.getMessage()).contains("ftp://a.example"), wrong::toString);
  }

  private static Stream<String> letters(Path directory) {
    Path folder = directory.resolve("mail");
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".eml"))
          .map(ShopNodeTest::text)
          .toList()
          .stream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static double metric(RunningNode node, String name) {
    try {
      return node.metric(name);
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private static HttpResponse<String> post(RunningNode node, String path, JsonObject body)
      throws Exception {
    return node.send(
        request(node, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())));
  }

  private static HttpResponse<String> get(RunningNode node, String path) throws Exception {
    return node.send(request(node, path).GET());
  }

  private static HttpRequest.Builder request(RunningNode node, String path) {
    String shop = HostPort.format(node.node().shopAddress().orElseThrow());
    return HttpRequest.newBuilder(URI.create("http://" + shop + "/api/v1" + path));
  }
}

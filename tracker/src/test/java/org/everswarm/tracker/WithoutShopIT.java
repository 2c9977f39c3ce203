package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as an announce node runs it: it has nothing of a shop in it, and no secret to sign.
 */
class WithoutShopIT {

  private static final Path JAR = Path.of("target/everswarm-tracker.jar").toAbsolutePath();

  /** What only a shop needs: databases, their drivers and pools, payments, mail. */
  private static final List<String> OF_A_SHOP =
      List.of(
          "org.jdbi.",
          "com.zaxxer.",
          "org.flywaydb.",
          "org.sqlite.",
          "org.postgresql.",
          "com.stripe.",
          "io.vertx.ext.mail.",
          "org.everswarm.tracker.shop.Shop ",
          "org.everswarm.tracker.SigningKeys ");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final Path data;
  private final Path loaded;
  private final int opsPort;
  private final int httpPort;

  WithoutShopIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    data = directory.resolve("data");
    loaded = directory.resolve("classes");
    opsPort = freePort();
    httpPort = freePort();
  }

  @Test
  void loadsNoDatabaseAndHasNoPrivateKey() throws Exception {
    Process node = start();
    try {
      String hash = new InfoHash(1, 2, 3).hex();
      String film = "{\"infoHash\":\"" + hash + "\",\"name\":\"film\"}";
      assertEquals(200, admin("/admin/torrents?gate=free", film));
      assertEquals(200, admin("/admin/receipts/revoke", "{\"receiptId\":\"00000000000000aa\"}"));
      String announce =
          "/announce?info_hash="
              + hash.replaceAll("..", "%$0")
              + "&peer_id=-XX0001-000000000001&port=7001&uploaded=0&downloaded=0&left=5&compact=1";
      HttpResponse<String> reply = send(HttpRequest.newBuilder(at(httpPort, announce)));
      assertTrue(reply.body().contains("8:interval"), reply.body());
      assertEquals(200, send(HttpRequest.newBuilder(at(opsPort, "/metrics"))).statusCode());
    } finally {
      node.destroy();
      assertTrue(node.waitFor(20, TimeUnit.SECONDS), "still there after 20 s");
    }
    List<String> classes = Files.readAllLines(loaded, StandardCharsets.ISO_8859_1);
    assertTrue(classes.stream().anyMatch(line -> line.contains(" org.everswarm.tracker.Main ")));
    assertTrue(classes.stream().anyMatch(line -> line.contains(".announce.AnnouncePipeline ")));
    assertEquals(
        List.of(),
        classes.stream()
            .filter(line -> OF_A_SHOP.stream().anyMatch(name -> line.contains(" " + name)))
            .toList());
    assertEquals(List.of(), privateKeys());
    assertEquals(List.of(), files().filter(file -> name(file).contains("shop")).toList());
  }

  private List<Path> privateKeys() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files().toList()) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (name(file).endsWith(".key") || text.contains("private key")) {
        found.add(file);
      }
    }
    return found;
  }

  private Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(Files::isRegularFile).toList().stream();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private Process start() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + loaded));
    command.addAll(List.of("-jar", JAR.toString(), "run", "--data", data.toString()));
    command.addAll(List.of("--ops", "127.0.0.1:" + opsPort, "--udp", "127.0.0.1:0"));
    command.addAll(List.of("--http", "127.0.0.1:" + httpPort));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(directory.resolve("log").toFile()))
            .start();
    for (int i = 0; i < 600 && !isReady(); i++) {
      assertTrue(process.isAlive(), log());
      Thread.sleep(50);
    }
    assertTrue(isReady(), log());
    return process;
  }

  private boolean isReady() throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(at(opsPort, "/health/ready"))).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private int admin(String path, String body) throws IOException, InterruptedException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    return send(HttpRequest.newBuilder(at(opsPort, path))
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body)))
        .statusCode();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(10)).build(),
        BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException none) {
      return "no log";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}

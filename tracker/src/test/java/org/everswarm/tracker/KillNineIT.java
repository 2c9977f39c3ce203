package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, killed at random moments: what it acknowledged is there afterwards. */
class KillNineIT {

  private static final Path JAR = Path.of("target/everswarm-tracker.jar").toAbsolutePath();
  private static final Duration BUDGET = Duration.ofSeconds(20);
  private static final int ROUNDS_MAX = 5;

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final Path data;
  private final int opsPort;

  KillNineIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.data = directory.resolve("data");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      opsPort = free.getLocalPort();
    }
  }

  @Test
  void losesNothingThatItAcknowledged() throws Exception {
    Instant end = Instant.now().plus(BUDGET);
    Set<String> torrents = new TreeSet<>();
    Set<String> revoked = new TreeSet<>();
    int rounds = 0;
    while (rounds < ROUNDS_MAX && (rounds < 2 || Instant.now().isBefore(end))) {
      Process node = start();
      try {
        assertTrue(listed().containsAll(torrents), "a torrent was lost");
        assertTrue(revocationsAtLeast(revoked.size()), "a revocation was lost");
        work(node, torrents, revoked);
      } finally {
        node.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      rounds++;
    }
    assertTrue(torrents.size() > rounds, "only " + torrents.size() + " torrents were added");
  }

  @Test
  void endsWithZeroWhenToldToStop() throws Exception {
    Process node = start();
    node.destroy();
    assertTrue(node.waitFor(10, TimeUnit.SECONDS), "still there after 10 s");
    assertEquals(0, node.exitValue(), log());
    assertTrue(log().contains("stopped"), log());
  }

  /** Adds torrents and revokes receipts until the process is killed in the middle of it. */
  private void work(Process node, Set<String> torrents, Set<String> revoked) {
    long killAfterMillis = random.nextLong(100, 1500);
    Thread killer =
        new Thread(
            () -> {
              try {
                Thread.sleep(killAfterMillis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              node.destroyForcibly();
            });
    killer.start();
    try {
      while (node.isAlive()) {
        String hash = new InfoHash(random.nextLong(), random.nextLong(), random.nextInt()).hex();
        String body = "{\"infoHash\":\"" + hash + "\",\"name\":\"film\"}";
        if (post("/admin/torrents?gate=paid&bundle=00000000000000b1", body)) {
          torrents.add(hash);
        }
        String receipt = hash.substring(0, 16);
        if (post("/admin/receipts/revoke", "{\"receiptId\":\"" + receipt + "\"}")) {
          revoked.add(receipt);
        }
      }
    } catch (IOException killed) {
      // As it should be.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", JAR.toString(), "run"));
    command.addAll(List.of("--data", data.toString(), "--ops", "127.0.0.1:" + opsPort));
    command.addAll(List.of("--udp", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(directory.resolve("log").toFile()))
            .start();
    for (int i = 0; i < 400 && !isReady(); i++) {
      assertTrue(process.isAlive(), log());
      Thread.sleep(50);
    }
    assertTrue(isReady(), log());
    return process;
  }

  private boolean isReady() throws InterruptedException {
    try {
      return send(request("/health/ready").GET()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private Set<String> listed() throws IOException, InterruptedException {
    String body = send(authorised("/admin/torrents").GET()).body();
    Set<String> hashes = new TreeSet<>();
    for (String part : body.split("\"infoHash\":\"", -1)) {
      if (part.length() >= 40) {
        hashes.add(part.substring(0, 40));
      }
    }
    return hashes;
  }

  private boolean revocationsAtLeast(int count) throws IOException, InterruptedException {
    return send(request("/metrics").GET())
        .body()
        .lines()
        .filter(line -> line.startsWith("everswarm_receipts_revoked "))
        .anyMatch(line -> Double.parseDouble(line.substring(line.indexOf(' '))) >= count);
  }

  private boolean post(String path, String body) throws IOException, InterruptedException {
    return send(authorised(path).POST(BodyPublishers.ofString(body))).statusCode() == 200;
  }

  private HttpRequest.Builder authorised(String path) throws IOException {
    String token = Files.readString(data.resolve("admin-token")).strip();
    return request(path).header("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

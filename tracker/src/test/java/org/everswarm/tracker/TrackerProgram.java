package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
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

/** The packaged program in a process of its own, as often as it is started, on one directory. */
final class TrackerProgram {

  private static final Path JAR = Path.of("target/everswarm-tracker.jar").toAbsolutePath();
  private static final long START_SECONDS = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final int opsPort = FreePorts.next();
  private final int httpPort = FreePorts.next();

  TrackerProgram(Path directory) {
    this.directory = directory;
  }

  Path data() {
    return directory.resolve("data");
  }

  /** Starts it, and waits until it is ready. */
  Process start(String... jvmOptions) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-jar", JAR.toString(), "run", "--data", data().toString()));
    command.addAll(List.of("--ops", "127.0.0.1:" + opsPort, "--udp", "127.0.0.1:0"));
    command.addAll(List.of("--http", "127.0.0.1:" + httpPort));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(directory.resolve("log").toFile()))
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!isReady()) {
      assertTrue(process.isAlive() && System.nanoTime() < end, this::log);
      Thread.sleep(50);
    }
    return process;
  }

  private boolean isReady() throws InterruptedException {
    try {
      return get("/health/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What its operator sees. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(opsPort, path)));
  }

  /** What its operator, who has the secret, sees. */
  HttpResponse<String> getAuthorised(String path) throws IOException, InterruptedException {
    return send(authorised(path));
  }

  /** What its operator, who has the secret, does; the status of the answer. */
  int post(String path, String body) throws IOException, InterruptedException {
    return send(authorised(path).POST(BodyPublishers.ofString(body))).statusCode();
  }

  /** What a client of its swarms sees. */
  HttpResponse<String> announce(String target) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(httpPort, target)));
  }

  private HttpRequest.Builder authorised(String path) throws IOException {
    String token = Files.readString(data().resolve("admin-token")).strip();
    return HttpRequest.newBuilder(at(opsPort, path)).header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** All that it has written. */
  String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException none) {
      return "no log";
    }
  }
}

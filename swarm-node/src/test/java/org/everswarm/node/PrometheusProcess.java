package org.everswarm.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Prometheus on loopback that scrapes a tracker and a swarm-node each second, with our rules. */
final class PrometheusProcess implements AutoCloseable {

  private static final int READY_SECONDS = 60;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI uri;
  private final RunningProgram program;

  private PrometheusProcess(URI uri, RunningProgram program) {
    this.uri = uri;
    this.program = program;
  }

  static PrometheusProcess start(Path directory, URI trackerOps, URI nodeOps) {
    Path prometheus = Programs.require("prometheus", "Debian's prometheus has it");
    Path configuration = directory.resolve("prometheus.yaml");
    try {
      Files.writeString(configuration, configuration(trackerOps, nodeOps));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String listen = "127.0.0.1:" + Programs.freePort();
    RunningProgram program =
        RunningProgram.start(
            List.of(
                prometheus.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=" + listen),
            directory.resolve("prometheus.log"));
    URI uri = URI.create("http://" + listen);
    program.awaitOk(Host.loopback(), uri.resolve("/-/ready"), READY_SECONDS);
    return new PrometheusProcess(uri, program);
  }

  private static String configuration(URI trackerOps, URI nodeOps) {
    return """
    global:
      scrape_interval: 1s
      scrape_timeout: 1s
      evaluation_interval: 1s
    rule_files:
      - %s
    scrape_configs:
      - job_name: everswarm-tracker
        static_configs:
          - targets: ["%s"]
      - job_name: everswarm-node
        static_configs:
          - targets: ["%s"]
    """
        .formatted(
            Dashboards.DIRECTORY.resolve("rules.yaml"),
            trackerOps.getAuthority(),
            nodeOps.getAuthority());
  }

  /** What the HTTP API answers to an instant query, errors included. */
  JsonNode query(String expression) {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return get("/api/v1/query?query=" + encoded);
  }

  /** Whether a query answers a series with a number in it. */
  boolean answers(String expression) {
    for (JsonNode series : query(expression).at("/data/result")) {
      if (!"NaN".equals(series.at("/value/1").asText("NaN"))) {
        return true;
      }
    }
    return false;
  }

  JsonNode get(String pathAndQuery) {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(pathAndQuery)).timeout(Duration.ofSeconds(10)).build();
    try {
      return JSON.readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}

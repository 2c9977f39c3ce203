package org.everswarm.tracker.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The demo's live line, read from what both programs tell Prometheus. */
final class Status {

  private static final Pattern SAMPLE =
      Pattern.compile("^(\\w+)(?:\\{([^}]*)})? (\\S+)$", Pattern.MULTILINE);
  private static final Pattern RESULT = Pattern.compile("result=\"([^\"]*)\"");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final URI tracker;
  private final URI node;

  Status(URI trackerOps, URI nodeOps) {
    this.tracker = trackerOps;
    this.node = nodeOps;
  }

  /** Whether the program behind an ops address is ready. */
  boolean ready(URI ops) throws InterruptedException {
    try {
      return http.send(request(ops.resolve("/health/ready")), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException nothingThere) {
      return false;
    }
  }

  /** Announces by result, peers, and bytes served each way. */
  String line() throws IOException, InterruptedException {
    String traffic = metrics(tracker);
    String serving = metrics(node);
    return "announces %s | peers %.0f | served by web seed %s, by wire %s"
        .formatted(
            announces(traffic),
            sum(traffic, "everswarm_peers", ""),
            mebibytes(sum(serving, "everswarm_node_served_bytes_total", "path=\"webseed\"")),
            mebibytes(sum(serving, "everswarm_node_served_bytes_total", "path=\"wire\"")));
  }

  private static String announces(String metrics) {
    Map<String, Double> byResult = new TreeMap<>();
    Matcher samples = SAMPLE.matcher(metrics);
    while (samples.find()) {
      Matcher result = RESULT.matcher(samples.group(2) == null ? "" : samples.group(2));
      double count = Double.parseDouble(samples.group(3));
      if (samples.group(1).equals("everswarm_announces_total") && count > 0 && result.find()) {
        byResult.merge(result.group(1), count, Double::sum);
      }
    }
    return byResult.isEmpty()
        ? "none so far"
        : byResult.entrySet().stream()
            .map(e -> "%s %.0f".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static double sum(String metrics, String name, String label) {
    double sum = 0;
    Matcher samples = SAMPLE.matcher(metrics);
    while (samples.find()) {
      String labels = samples.group(2) == null ? "" : samples.group(2);
      if (samples.group(1).equals(name) && labels.contains(label)) {
        sum += Double.parseDouble(samples.group(3));
      }
    }
    return sum;
  }

  private static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20));
  }

  private String metrics(URI ops) throws IOException, InterruptedException {
    return http.send(request(ops.resolve("/metrics")), BodyHandlers.ofString()).body();
  }

  private static HttpRequest request(URI address) {
    return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(3)).build();
  }
}

package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load generator against the tracker and against its own yardsticks, as processes. */
class LoadIT {

  private static final String BUNDLE = "%016x".formatted(PaidSwarm.BUNDLE);
  private static final Pattern PEERS =
      Pattern.compile("^everswarm_peers\\{family=\"ipv4\"} (\\S+)$", Pattern.MULTILINE);

  private final Path directory;

  LoadIT(@TempDir Path directory) {
    this.directory = directory;
  }

  /** The report of one load, as JSON. */
  private static JsonNode load(String... args) {
    List<String> all = new ArrayList<>(List.of("load", "--json", "-"));
    all.addAll(Arrays.asList(args));
    try {
      return new ObjectMapper().readTree(Programs.node(all.toArray(String[]::new)).orFail());
    } catch (JsonProcessingException e) {
      return fail(e);
    }
  }

  private static JsonNode row(JsonNode report, String phase, String stream) {
    for (JsonNode row : report.path("streams")) {
      if (row.path("phase").asText().equals(phase) && row.path("stream").asText().equals(stream)) {
        return row;
      }
    }
    return fail("no " + phase + " of " + stream + " in " + report);
  }

  private TrackerProcess tracker(String... args) {
    List<String> all = new ArrayList<>(List.of("--http-source-rate", "1000000"));
    all.addAll(Arrays.asList(args));
    return TrackerProcess.start(directory.resolve("tracker"), all.toArray(String[]::new));
  }

  private static long peers(TrackerProcess tracker) {
    String metrics = tracker.host().get(tracker.opsUri().resolve("/metrics")).orElse("");
    Matcher matcher = PEERS.matcher(metrics);
    return matcher.find() ? (long) Double.parseDouble(matcher.group(1)) : fail(metrics);
  }

  private static String udp(TrackerProcess tracker) {
    return "127.0.0.1:" + tracker.udpPort();
  }

  private static String http(TrackerProcess tracker) {
    return tracker.httpUri() + "/announce";
  }

  @Test
  void everyPeerIsInTheTableAfterAFillOverUdp() {
    try (TrackerProcess tracker = tracker("--access", "open")) {
      JsonNode report =
          load("--udp", udp(tracker), "--torrents", "20000", "--peers", "100000", "--fill");
      assertEquals(100_000, peers(tracker));
      assertEquals(0, report.path("unfilled").asLong());
      JsonNode fill = row(report, "fill", "announces");
      assertTrue(fill.path("responses").asLong() >= 100_000, report.toString());
      assertEquals(0, fill.path("errors").asLong(), report.toString());
      assertTrue(fill.path("mean_items").asDouble() > 5, report.toString());
    }
  }

  @Test
  void reachAsksTheOthersForThePeersThatOneNodeWasTold() {
    try (TrackerProcess tracker = tracker("--access", "open");
        TrackerProcess stranger =
            TrackerProcess.start(directory.resolve("stranger"), "--access", "open")) {
      String twice = udp(tracker) + "," + udp(tracker);
      String apart = udp(tracker) + "," + udp(stranger);

      assertTrue(
          reach("--udp", twice, "--rate", "50")
              .matches("(?s).*\\| 2 \\| 50 \\| 50 \\|.*\\| 0 \\|\\s*"));
      assertTrue(
          reach("--udp", apart, "--rate", "5")
              .matches("(?s).*\\| 2 \\| 5 \\| 0 \\|.*\\| 5 \\|\\s*"));
    }
  }

  private static String reach(String... args) {
    List<String> all = new ArrayList<>(List.of("load", "reach", "--duration", "1"));
    all.addAll(Arrays.asList(args));
    return Programs.node(all.toArray(String[]::new)).orFail();
  }

  @Test
  void everyPeerIsInTheTableAfterAFillOverHttpFromManyAddresses() {
    try (TrackerProcess tracker = tracker("--access", "open")) {
      String[] fill = {"--torrents", "5", "--peers", "20000", "--fill", "--source-addresses", "4"};
      List<String> args = new ArrayList<>(List.of("--http", http(tracker), "--pipeline", "2"));
      args.addAll(Arrays.asList(fill));
      JsonNode row = row(load(args.toArray(String[]::new)), "fill", "announces");
      assertEquals(20_000, peers(tracker));
      assertEquals(20_000, row.path("responses").asLong());
      assertEquals(0, row.path("errors").asLong() + row.path("malformed").asLong());
      assertTrue(row.path("mean_items").asDouble() > 25, row.toString());
    }
  }

  @Test
  void scrapesAndLeavesToo() {
    try (TrackerProcess tracker = tracker("--access", "open")) {
      int seed = 0;
      for (String target : List.of("--udp=" + udp(tracker), "--http=" + http(tracker))) {
        seed++;
        JsonNode report =
            load(
                target,
                "--seed=" + seed,
                "--torrents=1000",
                "--peers=5000",
                "--distribution=equal",
                "--scrapes=0.2",
                "--stopped=0.1",
                "--fill",
                "--duration=6",
                "--warmup=1");
        JsonNode scrapes = row(report, "load", "scrapes");
        assertTrue(scrapes.path("responses").asLong() > 50, report.toString());
        assertEquals(5.5, scrapes.path("mean_items").asDouble(), 1, report.toString());
        for (JsonNode row : report.path("streams")) {
          assertEquals(0, row.path("errors").asLong(), report.toString());
          assertEquals(0, row.path("malformed").asLong(), report.toString());
        }
        // Each seed has torrents of its own. What was in flight at an end may have no successor.
        assertEquals(5_000.0 * seed, (double) peers(tracker), 300.0);
      }
    }
  }

  private static void sell(TrackerProcess tracker, Path hashes) {
    Programs.node("load", "--torrents", "1", "--write-hashes", hashes.toString()).orFail();
    try {
      String hash = Files.readString(hashes).strip();
      tracker.admin("torrents", "add", hash, "--gate", "paid", "--bundle", BUNDLE);
    } catch (IOException e) {
      fail(e);
    }
  }

  private List<String> gated(TrackerProcess tracker) {
    return List.of(
        "--torrents=1",
        "--bundle=" + BUNDLE,
        "--signing-key=" + tracker.dataDir().resolve("keys/receipt-1.key"));
  }

  @Test
  void receiptsOpenTheGateAndForgedOnesDoNot() {
    try (TrackerProcess tracker = tracker()) {
      sell(tracker, directory.resolve("hashes"));
      for (String target : List.of("--udp=" + udp(tracker), "--http=" + http(tracker))) {
        List<String> args = new ArrayList<>(gated(tracker));
        args.addAll(List.of(target, "--peers=2000", "--receipts=50"));
        args.addAll(List.of("--fill", "--duration=6", "--forged-rate=100", "--forged-sources=4"));
        JsonNode report = load(args.toArray(String[]::new));
        JsonNode honest = row(report, "load", "announces");
        assertEquals(0, honest.path("errors").asLong(), report.toString());
        assertTrue(honest.path("mean_items").asDouble() > 20, report.toString());
        JsonNode forged = row(report, "load", "forged announces");
        assertTrue(forged.path("errors").asLong() > 50, report.toString());
        assertEquals(0.0, forged.path("mean_items").asDouble(), report.toString());
        assertEquals(2_000, peers(tracker));
      }
    }
  }

  @Test
  void saysWhenEveryAnswerWasAnError() {
    try (TrackerProcess tracker = tracker()) {
      Programs.Result refused =
          Programs.node("load", "--udp=" + udp(tracker), "--torrents=1", "--flash-crowd=10");
      assertEquals(1, refused.exitCode(), refused.toString());
      assertTrue(refused.stdout().contains("answers said"), refused.toString());
      assertTrue(refused.stderr().contains("--access open"), refused.toString());
    }
  }

  @Test
  void aFlashCrowdComesWithReceiptsOfItsOwn() {
    try (TrackerProcess tracker = tracker()) {
      sell(tracker, directory.resolve("hashes"));
      List<String> args = new ArrayList<>(gated(tracker));
      args.addAll(List.of("--udp=" + udp(tracker), "--flash-crowd=1000", "--within=2"));
      JsonNode row = row(load(args.toArray(String[]::new)), "flash crowd", "announces");
      assertEquals(1_000, row.path("requests").asLong());
      assertTrue(row.path("seconds").asDouble() > 1.5, "spread over the two seconds");
      assertEquals(0, row.path("errors").asLong(), row.toString());
    }
  }

  @Test
  void paysNoAttentionToTheSpeedOfAnswersInAnOpenLoop() {
    String address = "[::1]:" + Programs.freePort();
    List<String> echo = Programs.java(Programs.NODE_JAR, "load", "echo", "--udp", address);
    try (RunningProgram running = RunningProgram.start(echo, directory.resolve("echo.log"))) {
      awaitReady(running);
      JsonNode report =
          load("--udp", address, "--peers=1000", "--torrents=10", "--rate=2000", "--duration=6");
      JsonNode row = row(report, "load", "announces");
      // A closed loop would have ten times as many. What is due at the very end may not be sent.
      double perSecond = row.path("responses_per_second").asDouble();
      assertTrue(perSecond > 1_500 && perSecond < 2_100, report.toString());
      assertEquals(150.0, row.path("mean_reply_bytes").asDouble(), report.toString());
      assertEquals(7.0, row.path("mean_items").asDouble(), "peers of 18 bytes");
    }
  }

  @Test
  void theHttpYardstickSaysWhatATrackerWould() {
    String address = "127.0.0.1:" + Programs.freePort();
    List<String> hello = Programs.java(Programs.NODE_JAR, "load", "hello", "--http", address);
    try (RunningProgram running = RunningProgram.start(hello, directory.resolve("hello.log"))) {
      awaitReady(running);
      JsonNode report =
          load("--http", "http://" + address, "--peers=100", "--torrents=10", "--duration=1");
      JsonNode row = row(report, "load", "announces");
      assertTrue(row.path("responses").asLong() > 100, report.toString());
      assertEquals(0, row.path("malformed").asLong(), report.toString());
      assertEquals(20.0, row.path("mean_items").asDouble(), 1);
    }
  }

  private static void awaitReady(RunningProgram running) {
    for (int i = 0; i < 1200 && !running.output().contains("ready"); i++) {
      RunningProgram.sleepMillis(50);
    }
    assertTrue(running.output().contains("ready"), running.output());
  }
}

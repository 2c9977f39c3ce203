package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.everswarm.protocol.metainfo.Metainfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each query of the dashboard and the rules answers, on a live tracker and swarm-node. */
@TestInstance(Lifecycle.PER_CLASS)
final class DashboardsIT {

  private static final String BUNDLE = "0123456789abcdef";
  private static final int LIMIT_SECONDS = 120;
  private static final Pattern EXPOSED = Pattern.compile("(?m)^# TYPE (everswarm_\\w+) ");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(everswarm_\\w+)` \\|");

  private Path directory;
  private TrackerProcess tracker;
  private NodeProcess node;
  private PrometheusProcess prometheus;
  private MeteredLoad load;

  @BeforeAll
  void startEverything(@TempDir Path directory) throws Exception {
    this.directory = directory;
    Programs.require("prometheus", "Debian's prometheus has it");
    Path clusterKey = directory.resolve("cluster-key");
    Programs.tracker("keys", "cluster", clusterKey.toString()).orFail();
    tracker =
        TrackerProcess.start(
            directory.resolve("tracker"),
            "--snapshot-interval",
            "1",
            "--cluster-bind",
            "127.0.0.1:" + Programs.freePort(),
            "--cluster-bus",
            "127.0.0.1:" + Programs.freePort(),
            "--cluster-key",
            clusterKey.toString(),
            "--shop",
            "127.0.0.1:" + Programs.freePort(),
            "--payment",
            "sandbox",
            "--shop-tracker",
            "http://127.0.0.1:6969/announce");
    Path free = content("preview.bin");
    Path freeTorrent = directory.resolve("preview.torrent");
    Path nodeData = directory.resolve("node");
    Programs.node(
            "seed",
            free.toString(),
            "--no-serve",
            "--gate",
            "free",
            "--out",
            freeTorrent.toString(),
            "--tracker",
            tracker.httpUri().toString(),
            "--token-file",
            tracker.nodeTokenFile().toString(),
            "--data",
            nodeData.toString())
        .orFail();
    Path paidTorrent = directory.resolve("film.torrent");
    node = NodeProcess.seed(tracker, nodeData, content("film.bin"), "paid", BUNDLE, paidTorrent);
    prometheus = PrometheusProcess.start(directory, tracker.opsUri(), node.opsUri());
    load =
        new MeteredLoad(
            tracker, node, torrent(freeTorrent, ""), torrent(paidTorrent, tracker.mint(BUNDLE, 1)));
  }

  private Path content(String name) throws IOException {
    byte[] bytes = new byte[256 << 10];
    new Random(name.hashCode()).nextBytes(bytes);
    return Files.write(directory.resolve(name), bytes);
  }

  private static MeteredLoad.Torrent torrent(Path file, String token) throws Exception {
    Metainfo metainfo = Metainfo.parse(Files.readAllBytes(file));
    return new MeteredLoad.Torrent(metainfo.infoHash(), metainfo.name(), token);
  }

  @AfterAll
  void stopEverything() throws Exception {
    for (AutoCloseable started : new AutoCloseable[] {load, prometheus, node, tracker}) {
      if (started != null) {
        started.close();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyQueryAnswers() {
    return Stream.of(
            Dashboards.dashboardQueries(), Dashboards.recordings(), Dashboards.alertSelectors())
        .flatMap(queries -> queries.stream())
        .map(query -> dynamicTest(query.toString(), () -> assertAnswers(query.expression())));
  }

  private void assertAnswers(String expression) {
    long deadline = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000L;
    while (!prometheus.answers(expression)) {
      assertNull(load.failure(), "the load ended");
      assertTrue(
          System.nanoTime() < deadline,
          () ->
              expression
                  + " answers nothing after "
                  + load.rounds()
                  + " rounds: "
                  + prometheus.query(expression));
      RunningProgram.sleepMillis(250);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "everswarm_announces_total{protocol='udp', family='ipv4', result='ok'}",
        "everswarm_announces_total{protocol='udp', result='receipt_missing'}",
        "everswarm_announces_total{protocol='http', family='ipv4', result='ok'}",
        "everswarm_announces_total{protocol='http', result='unregistered'}",
        "everswarm_announces_total{protocol='http', result='receipt_missing'}",
        "everswarm_announces_total{protocol='http', result='receipt_forged'}",
        "everswarm_announces_total{protocol='http', result='malformed'}",
        "everswarm_scrapes_total{protocol='udp', result='ok'}",
        "everswarm_scrapes_total{protocol='http', result='ok'}",
        "everswarm_connects_total{family='ipv4'}",
        "everswarm_udp_dropped_total{reason='malformed'}",
        "everswarm_udp_dropped_total{reason='connection_id'}",
        "everswarm_request_duration_seconds_count{protocol='udp'}",
        "everswarm_request_duration_seconds_sum{protocol='http'}",
        "everswarm_swarms",
        "everswarm_peers{family='ipv4'}",
        "everswarm_peers_by_role{role='seeder'}",
        "everswarm_peers_by_role{role='leecher'}",
        "everswarm_gate_decisions_total{decision='admitted'}",
        "everswarm_gate_decisions_total{decision='missing'}",
        "everswarm_receipt_verifications_total{result='genuine'}",
        "everswarm_receipt_verifications_total{result='forged'}",
        "everswarm_receipt_cache_entries",
        "everswarm_registered_torrents{gate='free'}",
        "everswarm_registered_torrents{gate='paid'}",
        "everswarm_swarm_nodes",
        "everswarm_admissions_total",
        "everswarm_http_connections",
        "everswarm_ready",
        "everswarm_node_served_bytes_total{path='webseed'}",
        "everswarm_node_served_bytes_total{path='wire'}",
        "everswarm_node_handshakes_total{direction='inbound', result='served'}",
        "everswarm_node_handshakes_total{direction='outbound', result='served'}",
        "everswarm_node_admissions",
        "everswarm_node_torrents"
      })
  void theLoadMoves(String selector) {
    assertAnswers(selector + " > 0");
  }

  @Test
  void noRuleFailsToEvaluate() {
    int rules = 0;
    for (JsonNode group : prometheus.get("/api/v1/rules").at("/data/groups")) {
      for (JsonNode rule : group.get("rules")) {
        assertTrue(rule.path("lastError").asText().isEmpty(), rule::toString);
        rules++;
      }
    }
    assertEquals(Dashboards.alerts().size() + Dashboards.recordings().size(), rules);
  }

  @Test
  void aHealthyPairRaisesNoCriticalAlert() {
    assertAnswers("up{job=\"everswarm-tracker\"} == 1");
    assertAnswers("everswarm_node_tracker_connected == 1");
    JsonNode critical = prometheus.query("ALERTS{severity=\"critical\", alertstate=\"firing\"}");
    assertTrue(critical.at("/data/result").isEmpty(), critical::toString);
  }

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
    String exposed =
        Stream.of(tracker.opsUri(), node.opsUri())
            .map(ops -> Host.loopback().get(ops.resolve("/metrics")).orElseThrow())
            .collect(Collectors.joining("\n"));

    assertEquals(
        names(DOCUMENTED, Files.readString(Programs.ROOT.resolve("docs/metrics.md"))),
        names(EXPOSED, exposed));
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.Content;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SwarmNodeTest {

  private static final List<String> SAMPLES =
      List.of(
          "everswarm_node_served_bytes_total{path=\"webseed\"} 100000.0",
          "everswarm_node_served_bytes_total{path=\"wire\"} 0.0",
          "everswarm_node_connections{direction=\"inbound\"} 0.0",
          "everswarm_node_handshakes_total{direction=\"outbound\",result=\"served\"} 0.0",
          "everswarm_node_web_requests_total{result=\"served\"} 1.0",
          "everswarm_node_admissions 0.0",
          "everswarm_node_torrents 1.0",
          "everswarm_node_tracker_connected 0.0",
          "everswarm_node_unverified_pieces_total 0.0");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path directory;
  private final NodeFixture fixture;

  SwarmNodeTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.fixture = new NodeFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Command
  private static final class Arguments {
    @Mixin private RunOptions options = new RunOptions();
  }

  private static NodeConfig config(String... args) {
    Arguments parsed = new Arguments();
    new CommandLine(parsed).parseArgs(args);
    return NodeConfig.of(parsed.options);
  }

  private HttpResponse<byte[]> get(String address, String path) throws Exception {
    URI uri = URI.create("http://" + address + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  @Test
  void servesWhatItHoldsSaysWhenItIsReadyAndGoesOnWithoutItsTracker() throws Exception {
    Content film = Content.file(directory, "film", 100_000);
    try (BundleStore store = BundleStore.open(directory.resolve("data"), InstantSource.system())) {
      store.add(film.torrent(), film.path(), Gate.PAID, 77);
    }
    fixture.tracker.down();
    String web = NodeFixture.loopback();
    String ops = NodeFixture.loopback();
    String wire = NodeFixture.loopback();
    SwarmNode node =
        SwarmNode.open(config(fixture.command("--web", web, "--ops", ops, "--wire", wire)));
    NodeLifetime.await(node.start(), 60);
    node.allowReady();
    try {
      assertEquals(200, get(ops, "/health/live").statusCode());
      assertEquals(503, get(ops, "/health/ready").statusCode());
      fixture.tracker.up();
      assertEquals(1, fixture.tracker.next(Hold.class).infoHashes().size());
      until("ready", () -> get(ops, "/health/ready").statusCode() == 200);
      fixture.tracker.down();
      String receipt = fixture.signer.sign(77, 9, ReceiptSigner.NEVER, ReceiptKind.BUYER).text();
      assertArrayEquals(film.bytes(), get(web, "/ws/" + receipt + "/film").body());
      until("cut off", () -> !node.channel().connected());
      assertEquals(200, get(ops, "/health/ready").statusCode());
      // Counted when all is written, which the client may have read by then.
      until("counted", () -> missing(ops).isEmpty());
    } finally {
      NodeLifetime.await(node.close(), 60);
    }
  }

  /** A sample that the metrics do not have; empty when they have all. */
  private String missing(String ops) throws Exception {
    String metrics = new String(get(ops, "/metrics").body(), StandardCharsets.UTF_8);
    return SAMPLES.stream().filter(sample -> !metrics.contains(sample)).findFirst().orElse("");
  }

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(10);
    }
  }
}

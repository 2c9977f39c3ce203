package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.udp.UdpReply.ErrorReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** What an operator denies at one tracker, no swarm-node serves: to buyers, and to the owner. */
class DenialIT {

  private static final String REASON = "taken down by order 7 of 2026";
  private static final long POLL_MILLIS = 5;
  private static final long GIVE_UP_SECONDS = 60;
  private static final int UNDER_WAY_BYTES = 100_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void aDenialEndsWhatIsUnderWayAndItsEndLetsAllBackIn(
      @TempDir Path directory, TestReporter reporter) throws Exception {
    try (PaidCluster swarm = new PaidCluster(directory)) {
      TrackerProcess elsewhere = swarm.trackers().others(swarm.channelAt()).get(0);
      Buyer buyer = swarm.announceAt(elsewhere);
      Buyer owner = swarm.newBuyer(ReceiptKind.PUBLISHER);
      String hash = buyer.film().hex();
      List<SlowDownload> downloads =
          List.of(
              SlowDownload.byWire(buyer, swarm.node()),
              SlowDownload.byWebSeed(swarm.webSeed(buyer), PaidCluster.FILM_BYTES),
              SlowDownload.byWebSeed(swarm.webSeed(owner), PaidCluster.FILM_BYTES / 2));
      List<Future<Long>> cuts = downloads.stream().map(threads::submit).toList();
      for (SlowDownload download : downloads) {
        download.await(UNDER_WAY_BYTES, GIVE_UP_SECONDS);
      }

      long begun = System.nanoTime();
      elsewhere.admin("torrents", "deny", hash, "--reason", REASON);
      long returned = System.nanoTime();

      List<Double> after = new ArrayList<>();
      for (Future<Long> cut : cuts) {
        long nanos = cut.get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
        assertTrue(nanos > begun, "it ended before the torrent was denied");
        after.add(seconds(nanos - returned));
      }
      for (Buyer someone : List.of(buyer, owner)) {
        HttpResponse<String> refused = get(swarm.webSeed(someone));
        assertEquals(451, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains(REASON), refused.body());
      }
      assertFalse(buyer.isServedBy(swarm.node()), "by wire");
      for (TrackerProcess tracker : swarm.trackers().all()) {
        until(
            swarm,
            () ->
                buyer.announce(tracker) instanceof ErrorReply refusal
                    && refusal.message().contains(REASON));
      }

      elsewhere.admin("torrents", "allow", hash);
      long allowed = System.nanoTime();
      until(swarm, () -> get(swarm.webSeed(owner)).statusCode() == 206);
      until(swarm, () -> buyer.isServedBy(swarm.node()));
      reporter.publishEntry(
          "seconds after the command: cut %s (wire, web seed, the owner's), served again %s"
              .formatted(after, seconds(System.nanoTime() - allowed)));
      assertFalse(buyer.announce(elsewhere) instanceof ErrorReply);
    }
  }

  @Test
  void aSwarmNodeThatWasAwayLearnsWhatIsDeniedAndThatItIsNotAnyMore(@TempDir Path directory)
      throws Exception {
    try (PaidSwarm swarm = PaidSwarm.start(Host.loopback(), directory)) {
      String film = swarm.infoHash("film");
      String preview = swarm.infoHash("preview");
      assertEquals(206, get(swarm.buyersWebSeed()).statusCode());
      swarm.stopNode();
      swarm.tracker().admin("torrents", "deny", film, "--reason", REASON);
      swarm.tracker().admin("torrents", "deny", preview, "--reason", REASON);
      swarm.startNode();
      until(swarm, () -> get(swarm.buyersWebSeed()).statusCode() == 451);
      until(swarm, () -> get(swarm.webSeed(preview, "preview")).statusCode() == 451);

      swarm.tracker().admin("torrents", "allow", film);
      until(swarm, () -> get(swarm.buyersWebSeed()).statusCode() == 206);
      assertEquals(451, get(swarm.webSeed(preview, "preview")).statusCode());
    }
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).header("Range", "bytes=0-99").build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private static double seconds(long nanos) {
    return Math.round(nanos / 1e6) / 1e3;
  }

  private static void until(PaidCluster swarm, Callable<Boolean> condition) throws Exception {
    assertTrue(happens(condition), swarm::outputs);
  }

  private static void until(PaidSwarm swarm, Callable<Boolean> condition) throws Exception {
    assertTrue(happens(condition), () -> String.join("\n", swarm.logs()));
  }

  private static boolean happens(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      RunningProgram.sleepMillis(POLL_MILLIS);
    }
    return true;
  }
}

package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnounceResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an unmodified client gets with a receipt, and what it gets without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StockClientContract {

  private static final int DOWNLOAD_SECONDS = 120;
  private static final long WAIT_FOR_A_LEAK_MILLIS = 2_500;

  private Path directory;
  private Host host;
  private PaidSwarm swarm;
  private StockClient client;

  /** The host the client and the programs run on. */
  abstract Host host();

  /** The client; the test is skipped where it is not installed. */
  abstract StockClient client(Host host);

  @BeforeAll
  void startTheSwarm(@TempDir Path temporary) {
    directory = temporary;
    host = host();
    client = client(host);
    swarm = PaidSwarm.start(host, directory);
  }

  @AfterAll
  void stopTheSwarm() {
    if (swarm != null) {
      swarm.close();
    }
    if (host != null) {
      host.close();
    }
  }

  @Test
  void downloadsTheFilmWithAReceiptByWebSeedOnly() {
    String receipt = swarm.receipt(PaidSwarm.BUNDLE, 24).text();
    long wireBefore = swarm.served("wire");
    downloads("film", swarm.torrent("film", List.of(), List.of(swarm.webSeed(receipt, "film"))));
    assertEquals(wireBefore, swarm.served("wire"), "bytes went over the wire");
  }

  @Test
  void downloadsTheFilmWithAReceiptByWireOnly() {
    String receipt = swarm.receipt(PaidSwarm.BUNDLE, 24).text();
    long webBefore = swarm.served("webseed");
    downloads("film", swarm.torrent("film", List.of(swarm.announceUrl(receipt)), List.of()));
    assertEquals(webBefore, swarm.served("webseed"), "bytes went by web seed");
  }

  @Test
  void downloadsThePreviewWithoutAReceipt() {
    String webSeed = swarm.webSeed(swarm.infoHash("preview"), "preview");
    downloads(
        "preview", swarm.torrent("preview", List.of(swarm.announceUrl("")), List.of(webSeed)));
  }

  @Test
  void downloadsThePreviewWithoutAReceiptByWireOnly() {
    downloads("preview", swarm.torrent("preview", List.of(swarm.announceUrl("")), List.of()));
  }

  /** Receipts that are none. */
  enum BadReceipt {
    MISSING(AnnounceResult.RECEIPT_MISSING),
    TAMPERED(AnnounceResult.RECEIPT_FORGED),
    EXPIRED(AnnounceResult.RECEIPT_EXPIRED),
    REVOKED(AnnounceResult.RECEIPT_REVOKED),
    OF_ANOTHER_BUNDLE(AnnounceResult.RECEIPT_OTHER_BUNDLE);

    private final AnnounceResult refusal;

    BadReceipt(AnnounceResult refusal) {
      this.refusal = refusal;
    }

    String text(PaidSwarm swarm) {
      return switch (this) {
        case MISSING -> "";
        case TAMPERED -> tampered(swarm.receipt(PaidSwarm.BUNDLE, 24).text());
        case EXPIRED -> swarm.receipt(PaidSwarm.BUNDLE, -2).text();
        case REVOKED -> revoked(swarm);
        case OF_ANOTHER_BUNDLE -> swarm.receipt(PaidSwarm.BUNDLE + 1, 24).text();
      };
    }

    private static String tampered(String token) {
      char last = token.charAt(token.length() - 60);
      return new StringBuilder(token)
          .replace(token.length() - 60, token.length() - 59, last == 'A' ? "B" : "A")
          .toString();
    }

    private static String revoked(PaidSwarm swarm) {
      ReceiptToken token = swarm.receipt(PaidSwarm.BUNDLE, 24);
      swarm.revoke(token);
      return token.text();
    }
  }

  @ParameterizedTest
  @EnumSource
  void getsNothingAndIsToldWhyWhenItsReceiptIs(BadReceipt bad) {
    String receipt = bad.text(swarm);
    String key = receipt.isEmpty() ? swarm.infoHash("film") : receipt;
    Path torrent =
        swarm.torrent(
            "film", List.of(swarm.announceUrl(receipt)), List.of(swarm.webSeed(key, "film")));
    long servedBefore = swarm.served();
    Path into = fresh();
    try (StockClient.Download download = client.download(torrent, into)) {
      String reason = bad.refusal.reason();
      await("the client shows \"" + reason + "\"", download, () -> download.log().contains(reason));
      RunningProgram.sleepMillis(WAIT_FOR_A_LEAK_MILLIS);
    }
    assertEquals(servedBefore, swarm.served(), "the swarm-node served bytes");
    assertTrue(nothingIn(into.resolve("film.bin")), "the client has bytes of the film");
  }

  @Test
  void getsNothingAndIsToldWhyWhileTheFilmIsDeniedAndAllOfItAfterwards() {
    String reason = "taken down by order 7 of 2026";
    String receipt = swarm.receipt(PaidSwarm.BUNDLE, 24).text();
    Path torrent =
        swarm.torrent(
            "film", List.of(swarm.announceUrl(receipt)), List.of(swarm.webSeed(receipt, "film")));
    String hash = swarm.infoHash("film");
    swarm.tracker().admin("torrents", "deny", hash, "--reason", reason);
    try {
      long servedBefore = swarm.served();
      Path into = fresh();
      try (StockClient.Download download = client.download(torrent, into)) {
        await("the client shows why", download, () -> download.log().contains(reason));
        RunningProgram.sleepMillis(WAIT_FOR_A_LEAK_MILLIS);
      }
      assertEquals(servedBefore, swarm.served(), "the swarm-node served bytes");
      assertTrue(nothingIn(into.resolve("film.bin")), "the client has bytes of the film");
    } finally {
      swarm.tracker().admin("torrents", "allow", hash);
    }
    downloads("film", torrent);
  }

  @Test
  void completesFromAnotherBuyerWhenTheSwarmNodeIsGone() {
    Path first = buyersTorrent();
    Path second = buyersTorrent();
    Path firstInto = fresh();
    Path secondInto = fresh();
    try (StockClient.Download seeder = client.download(first, firstInto)) {
      awaitContent("film", firstInto, seeder);
      swarm.stopNode();
      try (StockClient.Download leecher = client.download(second, secondInto)) {
        awaitContent("film", secondInto, leecher);
      }
    } finally {
      swarm.startNode();
    }
  }

  private Path buyersTorrent() {
    String receipt = swarm.receipt(PaidSwarm.BUNDLE, 24).text();
    return swarm.torrent("film", List.of(swarm.announceUrl(receipt)), List.of());
  }

  /** The swarm the tests of one client share. */
  PaidSwarm swarm() {
    return swarm;
  }

  /** Downloads and compares every byte. */
  void downloads(String name, Path torrent) {
    Path into = fresh();
    try (StockClient.Download download = client.download(torrent, into)) {
      awaitContent(name, into, download);
    }
  }

  private void awaitContent(String name, Path into, StockClient.Download download) {
    Path expected = swarm.content(name);
    Path actual = into.resolve(expected.getFileName());
    await(name + " is complete", download, () -> same(expected, actual));
  }

  private static void await(String what, StockClient.Download download, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DOWNLOAD_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not in " + DOWNLOAD_SECONDS + " s: " + what + "\n" + download.log());
      }
      RunningProgram.sleepMillis(100);
    }
  }

  private static boolean same(Path expected, Path actual) {
    try {
      return Files.exists(actual) && Files.mismatch(expected, actual) == -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean nothingIn(Path file) {
    try (Stream<Path> siblings = Files.list(file.getParent())) {
      for (Path candidate : siblings.filter(f -> f.toString().contains("film.bin")).toList()) {
        for (byte b : Files.readAllBytes(candidate)) {
          if (b != 0 && !candidate.toString().endsWith(".aria2")) {
            return false;
          }
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path fresh() {
    try {
      return Files.createTempDirectory(directory, "client");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

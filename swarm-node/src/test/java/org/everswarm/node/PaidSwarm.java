package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;

/** A tracker node and a swarm-node that serve one bundle: a free preview and a gated film. */
final class PaidSwarm implements AutoCloseable {

  static final long BUNDLE = 0x5EA50FFEEDF00DL;
  private static final String BUNDLE_HEX = "%016x".formatted(BUNDLE);
  private static final int FILM_BYTES = 5_000_000;
  private static final int PREVIEW_BYTES = 700_000;

  private final Path directory;
  private final TrackerProcess tracker;
  private final ReceiptSigner signer;
  private final ReceiptToken buyer;
  private NodeProcess node;

  private PaidSwarm(Path directory, TrackerProcess tracker, NodeProcess node) {
    this.directory = directory;
    this.tracker = tracker;
    this.node = node;
    this.signer = new ReceiptSigner(signingKey(tracker.dataDir()));
    this.buyer = receipt(BUNDLE, 24);
  }

  static PaidSwarm start(Host host, Path directory) {
    TrackerProcess tracker =
        TrackerProcess.startAt(host, directory.resolve("tracker"), Programs.freePort());
    content(directory.resolve("film.bin"), FILM_BYTES, 1);
    content(directory.resolve("preview.bin"), PREVIEW_BYTES, 2);
    Path nodeDir = directory.resolve("node");
    seed(tracker, nodeDir, directory, "preview", "free").close();
    return new PaidSwarm(directory, tracker, seed(tracker, nodeDir, directory, "film", "paid"));
  }

  private static NodeProcess seed(
      TrackerProcess tracker, Path nodeDir, Path directory, String name, String gate) {
    Path torrent = directory.resolve(name + ".torrent");
    return NodeProcess.seed(
        tracker, nodeDir, directory.resolve(name + ".bin"), gate, BUNDLE_HEX, torrent);
  }

  private static void content(Path file, int bytes, long seed) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    try {
      Files.write(file, noise);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReceiptPrivateKey signingKey(Path trackerData) {
    try {
      return ReceiptPrivateKey.parseFile(
          Files.readString(trackerData.resolve("keys/receipt-1.key")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A buyer's receipt for a bundle that lasts so many hours from now; negative ones are over. */
  ReceiptToken receipt(long bundle, int hours) {
    long notAfter = Instant.now().getEpochSecond() / 3600 + hours;
    return signer.sign(bundle, new SecureRandom().nextLong(), notAfter, ReceiptKind.BUYER);
  }

  void revoke(ReceiptToken token) {
    tracker.revoke(token.text());
  }

  TrackerProcess tracker() {
    return tracker;
  }

  /** What the clients shall end up with. */
  Path content(String name) {
    return directory.resolve(name + ".bin");
  }

  /** The film or the preview with these trackers and web seeds, and nothing else of its own. */
  Path torrent(String name, List<String> trackers, List<String> webSeeds) {
    try {
      Metainfo metainfo = Metainfo.parse(Files.readAllBytes(directory.resolve(name + ".torrent")));
      byte[] bytes =
          metainfo
              .withTrackers(trackers.isEmpty() ? List.of() : List.of(trackers))
              .withWebSeeds(webSeeds)
              .toBytes();
      return Files.write(Files.createTempFile(directory, name, ".torrent"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedMetainfo e) {
      return fail(e);
    }
  }

  String announceUrl(String receipt) {
    return tracker.httpUri() + "/announce" + (receipt.isEmpty() ? "" : "?receipt=" + receipt);
  }

  String udpUrl(String receipt) {
    return "udp://%s:%d/announce?receipt=%s"
        .formatted(tracker.host().address(), tracker.udpPort(), receipt);
  }

  /** Where the film lies for the bearer of a token; the preview is under its info-hash. */
  String webSeed(String key, String name) {
    return node.webUri() + "/ws/" + key + "/" + name + ".bin";
  }

  String infoHash(String name) {
    return hash(name).hex();
  }

  InfoHash hash(String name) {
    try {
      return Metainfo.parse(Files.readAllBytes(directory.resolve(name + ".torrent"))).infoHash();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedMetainfo e) {
      return fail(e);
    }
  }

  /** Path and query of an announce with a receipt that this swarm's honest buyer holds. */
  String receiptPath() {
    return "/announce?receipt=" + buyer.text();
  }

  /** The film, for the same buyer. */
  String buyersWebSeed() {
    return webSeed(buyer.text(), "film");
  }

  InetSocketAddress trackerAddress() {
    return address(tracker.udpPort());
  }

  InetSocketAddress webAddress() {
    return address(node.webUri().getPort());
  }

  InetSocketAddress wireAddress() {
    return address(node.wirePort());
  }

  private InetSocketAddress address(int port) {
    return new InetSocketAddress(tracker.host().address(), port);
  }

  /** Files and sockets that both programs have open. */
  long openFiles() {
    return openFiles(tracker.program()) + openFiles(node.program());
  }

  private static long openFiles(RunningProgram program) {
    try (Stream<Path> files = Files.list(Path.of("/proc", "" + program.pid(), "fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> logs() {
    return List.of(tracker.output(), node.output());
  }

  /** Bytes of content that the swarm-node has served by {@code webseed} or {@code wire}. */
  long served(String path) {
    Pattern line =
        Pattern.compile(
            "^everswarm_node_served_bytes_total\\{path=\"" + path + "\"} (\\S+)$",
            Pattern.MULTILINE);
    String metrics = tracker.host().get(node.opsUri().resolve("/metrics")).orElse("");
    Matcher matcher = line.matcher(metrics);
    return matcher.find() ? (long) Double.parseDouble(matcher.group(1)) : fail(metrics);
  }

  long served() {
    return served("webseed") + served("wire");
  }

  /** Takes the swarm-node away. */
  void stopNode() {
    node.close();
  }

  /** Brings it back, with what it holds. */
  void startNode() {
    node = NodeProcess.run(tracker, directory.resolve("node"));
  }

  @Override
  public void close() {
    node.close();
    tracker.close();
  }
}

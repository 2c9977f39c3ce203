package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpReply.AnnounceReply;

/** Three trackers of one cluster, and a swarm-node that knows all of them and has a gated film. */
final class PaidCluster implements AutoCloseable {

  static final int FILM_BYTES = 32 << 20;

  private static final long BUNDLE = 0x0FA11_0CEA_5EA5L;
  private static final Pattern CONNECTED =
      Pattern.compile("connected to the tracker at 127\\.0\\.0\\.1:(\\d+),");

  private final Path directory;
  private final LocalCluster trackers;
  private final NodeProcess node;
  private final ReceiptSigner signer;
  private final InfoHash film;
  private final AtomicInteger buyers = new AtomicInteger();

  PaidCluster(Path directory) {
    this.directory = directory;
    trackers = new LocalCluster(3, directory);
    try {
      trackers.startAll();
      node = startNode();
    } catch (RuntimeException | Error e) {
      trackers.close();
      throw e;
    }
    try {
      film = metainfo().infoHash();
      signer = new ReceiptSigner(signingKey());
      trackers.all().forEach(this::awaitServed);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private NodeProcess startNode() {
    byte[] noise = new byte[FILM_BYTES];
    new Random(1).nextBytes(noise);
    try {
      Files.write(directory.resolve("film.bin"), noise);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String others =
        trackers.get(1).httpUri().toString() + "," + trackers.get(2).httpUri().toString();
    return NodeProcess.seed(
        trackers.get(0),
        directory.resolve("node"),
        directory.resolve("film.bin"),
        "paid",
        "%016x".formatted(BUNDLE),
        directory.resolve("film.torrent"),
        "--tracker",
        others);
  }

  private Metainfo metainfo() {
    try {
      return Metainfo.parse(Files.readAllBytes(directory.resolve("film.torrent")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedMetainfo e) {
      return fail(e);
    }
  }

  private ReceiptPrivateKey signingKey() {
    try {
      return ReceiptPrivateKey.parseFile(
          Files.readString(trackers.get(0).dataDir().resolve("keys/receipt-1.key")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Someone new with a receipt of his own, good for a day. */
  Buyer newBuyer() {
    return newBuyer(ReceiptKind.BUYER);
  }

  /** Someone new with a receipt of this kind. */
  Buyer newBuyer(ReceiptKind kind) {
    int number = buyers.incrementAndGet();
    long notAfter = Instant.now().getEpochSecond() / 3600 + 24;
    ReceiptToken receipt = signer.sign(BUNDLE, new SecureRandom().nextLong(), notAfter, kind);
    try {
      byte[] address = {127, 77, (byte) (number / 250), (byte) (number % 250 + 1)};
      return new Buyer(InetAddress.getByAddress(address), receipt, film);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the trackers that do not run; waits until whoever announces at any of them is served.
   */
  void startAll() {
    trackers.startAll();
    trackers.all().forEach(this::awaitServed);
  }

  private void awaitServed(TrackerProcess tracker) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!servesWhoAnnouncesAt(tracker)) {
      if (System.nanoTime() > deadline) {
        fail("nobody who announces at " + tracker.httpUri() + " is served\n" + outputs());
      }
    }
  }

  private boolean servesWhoAnnouncesAt(TrackerProcess tracker) {
    try {
      Buyer buyer = newBuyer();
      return buyer.announce(tracker) instanceof AnnounceReply && buyer.isServedBy(node);
    } catch (IOException e) {
      return false;
    }
  }

  /** Someone new, who has announced at a tracker and was let in. */
  Buyer announceAt(TrackerProcess tracker) throws IOException {
    Buyer buyer = newBuyer();
    assertInstanceOf(AnnounceReply.class, buyer.announce(tracker));
    return buyer;
  }

  LocalCluster trackers() {
    return trackers;
  }

  NodeProcess node() {
    return node;
  }

  /** Where the film lies for who has a receipt. */
  String webSeed(Buyer buyer) {
    return node.webUri() + "/ws/" + buyer.receipt().text() + "/film.bin";
  }

  /** The tracker that each of the swarm-node's channels so far was welcomed by, by its number. */
  List<Integer> welcomes() {
    return CONNECTED
        .matcher(node.output())
        .results()
        .map(line -> trackers.numberOf(Integer.parseInt(line.group(1))))
        .toList();
  }

  /** The number of the tracker that the swarm-node's channel is at. */
  int channelAt() {
    List<Integer> welcomes = welcomes();
    return welcomes.get(welcomes.size() - 1);
  }

  /** What all have logged. */
  String outputs() {
    return trackers.outputs() + "--- swarm-node\n" + node.output();
  }

  @Override
  public void close() {
    node.kill9();
    trackers.close();
  }
}

package org.everswarm.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A little of everything that is counted, again and again on a thread of its own: announces and
 * scrapes that are answered and refused, over HTTP and UDP, web seed requests, and wire downloads.
 */
final class MeteredLoad implements AutoCloseable {

  private static final int MAX_ROUNDS = 2_000;

  /** So many in a row: one alone can be an admission that was late. */
  private static final int FAILED_ROUNDS_MAX = 20;

  private static final int PAUSE_MILLIS = 100;
  private static final int PORT_CLAIMED = 7_000;
  private static final InfoHash UNREGISTERED = new InfoHash(1, 2, 3);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** A torrent that the swarm-node serves; the token is empty when it is free. */
  record Torrent(InfoHash infoHash, String name, String token) {}

  private final TrackerProcess tracker;
  private final NodeProcess node;
  private final Torrent free;
  private final Torrent paid;
  private final PeerId peerId = new PeerId(0x2d45533030303130L, 0x2d61626364656667L, 0x68696a6b);
  private final Thread thread = new Thread(this::run, "metered-load");

  private volatile boolean stopped;
  private final AtomicInteger rounds = new AtomicInteger();
  private volatile @Nullable Exception failure;

  MeteredLoad(TrackerProcess tracker, NodeProcess node, Torrent free, Torrent paid) {
    this.tracker = tracker;
    this.node = node;
    this.free = free;
    this.paid = paid;
    thread.setDaemon(true);
    thread.start();
  }

  int rounds() {
    return rounds.get();
  }

  /** What went wrong in a round, null when nothing did. */
  @Nullable Exception failure() {
    return failure;
  }

  private void run() {
    int failed = 0;
    try {
      while (!stopped && rounds.get() < MAX_ROUNDS) {
        try {
          round();
          rounds.incrementAndGet();
          failed = 0;
        } catch (IOException e) {
          if (++failed == FAILED_ROUNDS_MAX) {
            throw e;
          }
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws IOException, InterruptedException {
    announceOverHttp();
    talkUdp();
    fetchFromWebSeed();
    fetchOverWire();
  }

  private void announceOverHttp() throws IOException, InterruptedException {
    announce("", free.infoHash, PORT_CLAIMED);
    announce("receipt=" + paid.token + "&", paid.infoHash, PORT_CLAIMED);
    announce("receipt=" + forged() + "&", paid.infoHash, PORT_CLAIMED);
    announce("", paid.infoHash, PORT_CLAIMED);
    announce("", UNREGISTERED, PORT_CLAIMED);
    get(tracker.httpUri().resolve("/announce?port=1"));
    get(tracker.httpUri().resolve("/scrape?info_hash=" + escaped(free.infoHash.toBytes())));
  }

  private void announce(String receipt, InfoHash infoHash, int port)
      throws IOException, InterruptedException {
    String query =
        receipt
            + "info_hash="
            + escaped(infoHash.toBytes())
            + "&peer_id="
            + escaped(peerId.toBytes())
            + "&port="
            + port
            + "&uploaded=0&downloaded=0&left=1000&compact=1&event=started";
    get(tracker.httpUri().resolve("/announce?" + query));
  }

  /**
   * The token with a character amid its signature changed: well formed, and not signed by us. Near
   * the end the number that Ed25519 calls S could leave its range, which is refused unchecked.
   */
  private String forged() {
    int at = paid.token.length() / 2;
    char other = paid.token.charAt(at) == 'A' ? 'B' : 'A';
    return paid.token.substring(0, at) + other + paid.token.substring(at + 1);
  }

  private static String escaped(byte[] bytes) {
    return URLEncoder.encode(new String(bytes, ISO_8859_1), ISO_8859_1).replace("+", "%20");
  }

  private static void get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    CLIENT.send(request, BodyHandlers.discarding());
  }

  private void talkUdp() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.connect(InetAddress.getLoopbackAddress(), tracker.udpPort());
      socket.setSoTimeout(1_000);
      if (ask(socket, new UdpRequest.Connect(1)) instanceof UdpReply.ConnectReply connected) {
        long id = connected.connectionId();
        ask(socket, udpAnnounce(id, free.infoHash));
        ask(socket, udpAnnounce(id, paid.infoHash));
        ask(socket, new UdpRequest.Scrape(id, 3, List.of(free.infoHash)));
      }
      socket.send(new DatagramPacket(new byte[20], 20));
      send(socket, udpAnnounce(4_711, free.infoHash));
    }
  }

  private UdpRequest udpAnnounce(long connectionId, InfoHash infoHash) {
    return new UdpRequest.Announce(
        connectionId,
        2,
        infoHash,
        peerId,
        0,
        1_000,
        0,
        AnnounceEvent.STARTED,
        0,
        9,
        30,
        PORT_CLAIMED,
        "");
  }

  private static @Nullable UdpReply ask(DatagramSocket socket, UdpRequest request)
      throws IOException {
    send(socket, request);
    DatagramPacket reply = new DatagramPacket(new byte[2_048], 2_048);
    try {
      socket.receive(reply);
    } catch (SocketTimeoutException unanswered) {
      return null;
    }
    return UdpReply.decode(Unpooled.wrappedBuffer(reply.getData(), 0, reply.getLength()), false);
  }

  private static void send(DatagramSocket socket, UdpRequest request) throws IOException {
    ByteBuf datagram = Unpooled.buffer();
    request.encode(datagram);
    byte[] bytes = new byte[datagram.readableBytes()];
    datagram.readBytes(bytes);
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  private void fetchFromWebSeed() throws IOException, InterruptedException {
    get(node.webUri().resolve("/ws/" + free.infoHash.hex() + "/" + free.name));
    get(node.webUri().resolve("/ws/" + paid.token + "/" + paid.name));
    get(node.webUri().resolve("/ws/" + forged() + "/" + paid.name));
  }

  /** Announces, is called by the swarm-node, and calls it too. */
  private void fetchOverWire() throws IOException, InterruptedException {
    try (SmallLeecher leecher = new SmallLeecher(paid.infoHash, peerId)) {
      announce("receipt=" + paid.token + "&", paid.infoHash, leecher.port());
      leecher.fetchWhenCalled(1_000);
      leecher.fetchFrom(node.wirePort());
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}

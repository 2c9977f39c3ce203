package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.http.AnnounceReply;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;

/** A tracker node inside this test, on free loopback ports, and clients for it. */
final class RunningNode implements AutoCloseable {

  static final int KEY_ID = 1;
  private static final int TIMEOUT_SECONDS = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final TrackerNode node;
  private final ReceiptSigner signer;

  private RunningNode(Path data, TrackerNode node, ReceiptSigner signer) {
    this.data = data;
    this.node = node;
    this.signer = signer;
  }

  /** Starts a node with a receipt key; the key stays the same over restarts on one directory. */
  static RunningNode start(Path data, String... more) throws Exception {
    ReceiptKeyFiles files = new ReceiptKeyFiles(data.resolve("keys"));
    if (!Files.exists(files.privateFile(KEY_ID))) {
      files.write(ReceiptPrivateKey.generate(KEY_ID, new SecureRandom()), Instant.now());
    }
    ReceiptSigner signer =
        new ReceiptSigner(ReceiptKeyFiles.readPrivate(files.privateFile(KEY_ID)));
    List<String> options =
        new ArrayList<>(List.of("--data", data.toString(), "--ops", "127.0.0.1:0"));
    options.addAll(List.of("--udp", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    options.addAll(Arrays.asList(more));
    TrackerNode node = TrackerNode.open(TrackerConfig.parse(options.toArray(String[]::new)));
    node.start().toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    return new RunningNode(data, node, signer);
  }

  TrackerNode node() {
    return node;
  }

  Path data() {
    return data;
  }

  InetSocketAddress httpAddress() {
    return node.httpAddresses().get(0);
  }

  URI ops(String path) {
    return URI.create("http://" + HostPort.format(node.opsAddress()) + path);
  }

  ReceiptToken receipt(long bundleId, long receiptId) {
    return receipt(bundleId, receiptId, ReceiptKind.BUYER);
  }

  ReceiptToken receipt(long bundleId, long receiptId, ReceiptKind kind) {
    return signer.sign(bundleId, receiptId, ReceiptSigner.NEVER, kind);
  }

  /** What a command printed, and how it ended. */
  record Result(int exitCode, String out, String err) {

    String orFail() {
      assertEquals(Main.FINE, exitCode, err);
      return out;
    }
  }

  /** Runs an admin command against this node. */
  Result command(String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of("--ops", HostPort.format(node.opsAddress())));
    return run(arguments.toArray(String[]::new));
  }

  static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(arguments, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    return new Result(code, out.toString(), err.toString());
  }

  void add(InfoHash hash, String gate, String bundle) {
    command("torrents", "add", hash.hex(), "--gate", gate, "--bundle", bundle, "--name", "a film")
        .orFail();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(ops(path)).GET());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** The value of a metric, labels and all. */
  double metric(String name) throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  /** Announces over HTTP; {@code path} may carry a receipt. */
  AnnounceReply announce(String path, InfoHash hash, int port, long left)
      throws IOException, InterruptedException {
    String target = path + (path.contains("?") ? "&" : "?") + announceQuery(hash, port, left);
    URI uri = URI.create("http://" + HostPort.format(httpAddress()) + target);
    byte[] body = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body();
    return Objects.requireNonNull(AnnounceReply.parse(body));
  }

  static String announceQuery(InfoHash hash, int port, long left) {
    return "info_hash="
        + hash.hex().replaceAll("..", "%$0")
        + "&peer_id=-XX0001-"
        + String.format("%012d", port)
        + "&port="
        + port
        + "&uploaded=0&downloaded=0&left="
        + left
        + "&compact=1";
  }

  /** Announces over UDP; {@code urlData} may carry a receipt. */
  UdpReply announceUdp(String urlData, InfoHash hash, int port, long left) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
      socket.connect(node.udpAddresses().get(0));
      UdpReply connected = exchange(socket, new UdpRequest.Connect(7));
      long id = ((UdpReply.ConnectReply) connected).connectionId();
      PeerId peerId = PeerId.of(new byte[PeerId.LENGTH]);
      return exchange(
          socket,
          new UdpRequest.Announce(
              id, 8, hash, peerId, 0, left, 0, AnnounceEvent.NONE, 0, 0, -1, port, urlData));
    }
  }

  private static UdpReply exchange(DatagramSocket socket, UdpRequest request) throws IOException {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    socket.send(new DatagramPacket(out.array(), out.readableBytes()));
    DatagramPacket in = new DatagramPacket(new byte[2048], 2048);
    socket.receive(in);
    return Objects.requireNonNull(
        UdpReply.decode(Unpooled.wrappedBuffer(in.getData(), 0, in.getLength()), false));
  }

  @Override
  public void close() {
    node.close()
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}

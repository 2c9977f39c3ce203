package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole tracker nodes that are one cluster. */
@Timeout(300)
class ClusterTest {

  private static final InfoHash FILM = new InfoHash(0x1234_5678_9ABC_DEF0L, 2, 3);
  private static final String BUNDLE = "00000000b0b0b0b0";
  private static final long WAIT_SECONDS = 60;

  private final Path directory;
  private final int[] ports = {FreePorts.next(), FreePorts.next()};

  ClusterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void makeKey() {
    RunningNode.run("keys", "cluster", key()).orFail();
  }

  private String key() {
    return directory.resolve("cluster.key").toString();
  }

  private RunningNode start(int number, String... more) throws Exception {
    String[] options = {
      "--cluster-bind=127.0.0.1:" + ports[number],
      "--cluster-bus=127.0.0.1:" + FreePorts.next(),
      "--join=127.0.0.1:" + ports[1 - number],
      "--cluster-key=" + key()
    };
    String[] all = new String[options.length + more.length];
    System.arraycopy(options, 0, all, 0, options.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return RunningNode.start(directory.resolve("data" + number), all);
  }

  @Test
  void whatOneNodeIsToldAllNodesAnswer() throws Exception {
    try (RunningNode one = start(0);
        RunningNode two = start(1)) {
      eventually(() -> isReady(one) && isReady(two));
      eventually(() -> two.metric("everswarm_cluster_members") == 2);
      // Registered at one node, known at the other.
      one.add(FILM, "free", BUNDLE);
      eventually(() -> two.metric("everswarm_registered_torrents{gate=\"free\"}") == 1);
      one.announce("/announce", FILM, 7001, 0);
      eventually(() -> two.announce("/announce", FILM, 7002, 5).peers().size() == 1);
      eventually(() -> one.announce("/announce", FILM, 7001, 0).peers().size() == 1);
      // A receipt revoked at one is refused at the other.
      String receipt = one.receipt(0xb0b0b0b0L, 99).text();
      one.command("receipts", "revoke", receipt).orFail();
      eventually(() -> two.metric("everswarm_receipts_revoked") == 1);
      // A torrent denied at one is refused at the other, for the same reason, and has no peers.
      one.command("torrents", "deny", FILM.hex(), "--reason", "Court order 7").orFail();
      eventually(() -> "Court order 7".equals(two.announce("/announce", FILM, 7002, 5).failure()));
      eventually(() -> two.metric("everswarm_peers{family=\"ipv4\"}") == 0);
      two.command("torrents", "allow", FILM.hex()).orFail();
      eventually(() -> one.announce("/announce", FILM, 7001, 0).failure() == null);
      connectionIdsOfOneAreGoodAtTheOther(one, two);
      assertEquals(0, two.metric("everswarm_cluster_seals_refused_total{reason=\"broken\"}"));
      assertTrue(two.metric("everswarm_cluster_bytes_total{direction=\"received\"}") > 0);
    }
  }

  @Test
  void aTakedownAtTheShopOfOneNodeIsInForceAtTheOther(TestReporter reporter) throws Exception {
    String reason = "Court order 8";
    try (RunningNode one =
            start(
                0,
                "--shop=127.0.0.1:0",
                "--base-url=http://shop.example",
                "--payment=sandbox",
                "--shop-tracker=http://t.example:6969");
        RunningNode two = start(1)) {
      eventually(() -> isReady(one) && isReady(two));
      one.add(FILM, "free", BUNDLE);
      eventually(() -> two.announce("/announce", FILM, 7001, 5).failure() == null);
      String token = two.receipt(0, 77, ReceiptKind.SWARM_NODE).text();
      try (FakeSwarmNode node = FakeSwarmNode.knock(two.httpAddress(), token)) {
        node.send(new Hello(1, 6881, List.of(), ""));
        node.receive(Welcome.class);
        node.send(new Hold(List.of(FILM)));
        eventually(() -> two.metric("everswarm_peers_by_role{role=\"seeder\"}") == 1);

        JsonObject asked = new JsonObject().put("infoHash", FILM.hex()).put("reason", reason);
        JsonObject taken = operator(one, "POST", "/operator/takedowns", asked.encode(), 201);
        long returned = System.nanoTime();
        assertTrue(taken.getBoolean("inForce"));
        assertEquals(reason, one.announce("/announce", FILM, 7002, 5).failure());
        eventually(() -> reason.equals(two.announce("/announce", FILM, 7001, 5).failure()));
        double seconds = Math.round((System.nanoTime() - returned) / 1e6) / 1e3;
        reporter.publishEntry("refused at the other node after " + seconds + " s");
        Deny.Word word = node.next(Deny.class).words().get(0);
        assertEquals(reason, word.reason());
        eventually(() -> two.metric("everswarm_peers{family=\"ipv4\"}") == 0);

        String lift = "/operator/takedowns/" + taken.getString("takedownId") + "/lift";
        operator(one, "POST", lift, "", 200);
        eventually(() -> two.announce("/announce", FILM, 7001, 5).failure() == null);
        assertEquals("", node.next(Deny.class).words().get(0).reason());
        List<String> audited =
            operator(one, "GET", "/operator/audit", "", 200).getJsonArray("items").stream()
                .map(entry -> ((JsonObject) entry).getString("action"))
                .filter(action -> action.startsWith("takedown"))
                .sorted()
                .toList();
        assertEquals(List.of("takedown", "takedown.lift"), audited);
      }
    }
  }

  private static JsonObject operator(
      RunningNode node, String method, String path, String body, int expected) throws Exception {
    String shop = HostPort.format(node.node().shopAddress().orElseThrow());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + shop + "/api/v1" + path))
            .header(
                "Authorization",
                "Bearer " + Files.readString(node.data().resolve("admin-token")).strip())
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> answer = node.send(request);
    assertEquals(expected, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  private static void connectionIdsOfOneAreGoodAtTheOther(RunningNode one, RunningNode two)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(30_000);
      InetSocketAddress first = one.node().udpAddresses().get(0);
      InetSocketAddress second = two.node().udpAddresses().get(0);
      long id =
          ((UdpReply.ConnectReply) ask(socket, first, new UdpRequest.Connect(7))).connectionId();
      PeerId peer = PeerId.of(new byte[PeerId.LENGTH]);
      UdpRequest announce =
          new UdpRequest.Announce(
              id, 8, FILM, peer, 0, 5, 0, AnnounceEvent.NONE, 0, 0, -1, 7003, "");
      assertInstanceOf(UdpReply.AnnounceReply.class, ask(socket, second, announce));
    }
  }

  @Test
  void aStoppedNodesPeersLiveOnAndComeBackToIt() throws Exception {
    try (RunningNode one = start(0, "--access=open")) {
      eventually(() -> isReady(one));
      try (RunningNode two = start(1, "--access=open")) {
        eventually(() -> isReady(two));
        two.announce("/announce", FILM, 7001, 0);
        // Closed at once: what it was told last must not be lost.
      }
      eventually(() -> one.metric("everswarm_peers{family=\"ipv4\"}") == 1);
      one.announce("/announce?event=stopped", FILM, 7001, 0);
      one.announce("/announce", FILM, 7002, 5);
      try (RunningNode again = start(1, "--access=open")) {
        eventually(() -> isReady(again));
        // Its own snapshot still has 7001, and is not believed.
        assertEquals(0, again.metric("everswarm_snapshot_restored_peers_total"));
        assertEquals(1, again.metric("everswarm_peers{family=\"ipv4\"}"));
      }
    }
  }

  @Test
  void aWholeClusterComesBackFromItsDisks() throws Exception {
    try (RunningNode one = start(0, "--access=open");
        RunningNode two = start(1, "--access=open")) {
      eventually(() -> isReady(one) && isReady(two));
      one.announce("/announce", FILM, 7001, 0);
      two.announce("/announce", FILM, 7002, 5);
    }
    try (RunningNode one = start(0, "--access=open");
        RunningNode two = start(1, "--access=open")) {
      eventually(() -> isReady(one) && isReady(two));
      for (RunningNode node : new RunningNode[] {one, two}) {
        eventually(() -> node.metric("everswarm_peers{family=\"ipv4\"}") == 2);
      }
    }
  }

  @Test
  void aPortThatIsTakenIsSaidInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(ports[0], 1, InetAddress.getLoopbackAddress())) {
      ConfigException wrong = assertThrows(ConfigException.class, () -> start(0).close());
      String sentence = String.valueOf(wrong.getMessage());
      assertTrue(
          sentence.startsWith("--cluster-bind: 127.0.0.1:" + taken.getLocalPort()), sentence);
    }
  }

  private static boolean isReady(RunningNode node) throws Exception {
    return node.get("/health/ready").statusCode() == 200;
  }

  private static UdpReply ask(DatagramSocket socket, InetSocketAddress to, UdpRequest request)
      throws IOException {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    socket.send(new DatagramPacket(out.array(), out.readableBytes(), to));
    DatagramPacket in = new DatagramPacket(new byte[2048], 2048);
    socket.receive(in);
    return Objects.requireNonNull(
        UdpReply.decode(Unpooled.wrappedBuffer(in.getData(), 0, in.getLength()), false));
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "still not so");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}

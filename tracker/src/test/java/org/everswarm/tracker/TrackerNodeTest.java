package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.http.AnnounceReply;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class TrackerNodeTest {

  private static final String BUNDLE = "00000000000000b1";
  private static final long BUNDLE_ID = 0xb1;
  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final InfoHash PREVIEW = new InfoHash(4, 5, 6);

  private final Path data;

  TrackerNodeTest(@TempDir Path directory) {
    this.data = directory.resolve("data");
  }

  @Test
  void servesFreeSwarmsAcrossUdpAndHttp() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      node.add(PREVIEW, "free", "0000000000000000");
      assertNull(node.announce("/announce", PREVIEW, 7001, 0).failure());
      UdpReply udp = node.announceUdp("", PREVIEW, 7002, 5);
      UdpReply.AnnounceReply peers = assertInstanceOf(UdpReply.AnnounceReply.class, udp);
      assertEquals(1, peers.seeders());
      assertEquals(1, peers.leechers());
      assertEquals("[127.0.0.1:7001]", peers.peers().toString());
      AnnounceReply http = node.announce("/announce", PREVIEW, 7003, 5);
      assertEquals(2, http.peers().size());
    }
  }

  @Test
  void opensGatedSwarmsToReceiptsOnly() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      node.add(FILM, "paid", BUNDLE);
      ReceiptToken token = node.receipt(BUNDLE_ID, 11);
      AnnounceReply without = node.announce("/announce", FILM, 7001, 5);
      assertNotNull(without.failure());
      assertTrue(without.intervalSeconds() > 0);
      assertInstanceOf(UdpReply.ErrorReply.class, node.announceUdp("", FILM, 7001, 5));
      assertNull(node.announce("/announce?receipt=" + token.text(), FILM, 7001, 0).failure());
      assertNull(node.announce("/announce/" + token.text(), FILM, 7002, 5).failure());
      assertNull(node.announce("/" + token.text() + "/announce", FILM, 7003, 5).failure());
      UdpReply udp = node.announceUdp("/announce?receipt=" + token.text(), FILM, 7004, 5);
      assertEquals(3, assertInstanceOf(UdpReply.AnnounceReply.class, udp).peers().size());
      String other = node.receipt(0xb2, 12).text();
      assertNotNull(node.announce("/announce?receipt=" + other, FILM, 7005, 5).failure());
    }
  }

  @Test
  void refusesARevokedReceiptAtOnceAndAfterARestart() throws Exception {
    String path;
    try (RunningNode node = RunningNode.start(data)) {
      node.add(FILM, "paid", BUNDLE);
      ReceiptToken token = node.receipt(BUNDLE_ID, 11);
      path = "/announce?receipt=" + token.text();
      assertNull(node.announce(path, FILM, 7001, 5).failure());
      assertEquals(
          "revoked 000000000000000b\n", node.command("receipts", "revoke", token.text()).orFail());
      assertEquals("the receipt was revoked", node.announce(path, FILM, 7001, 5).failure());
      assertEquals(1, node.metric("everswarm_receipts_revoked"));
    }
    try (RunningNode node = RunningNode.start(data)) {
      assertEquals("the receipt was revoked", node.announce(path, FILM, 7001, 5).failure());
    }
  }

  @Test
  void remembersTorrentsAndSecretsOverARestart() throws Exception {
    String listed;
    String token;
    try (RunningNode node = RunningNode.start(data)) {
      node.add(FILM, "paid", BUNDLE);
      node.add(PREVIEW, "free", BUNDLE);
      listed = node.command("torrents", "list").orFail();
      token = node.node().adminToken();
    }
    try (RunningNode node = RunningNode.start(data)) {
      assertEquals(listed, node.command("torrents", "list").orFail());
      assertEquals(2, listed.lines().count());
      assertEquals(token, node.node().adminToken());
      assertEquals("unregistered torrent", failure(node, new InfoHash(9, 9, 9)));
    }
  }

  @Test
  void tracksAnythingWhenOpen() throws Exception {
    try (RunningNode node = RunningNode.start(data, "--access", "open")) {
      assertNull(node.announce("/announce", new InfoHash(9, 9, 9), 7001, 5).failure());
    }
  }

  @Test
  void servesHttps() throws Exception {
    TestCertificate certificate = TestCertificate.make(data.resolveSibling("tls"));
    try (RunningNode node =
        RunningNode.start(
            data,
            "--access",
            "open",
            "--https",
            "127.0.0.1:0",
            "--tls-cert",
            certificate.chain().toString(),
            "--tls-key",
            certificate.key().toString())) {
      HttpClient client = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
      String address = HostPort.format(node.node().httpsAddresses().get(0));
      URI uri =
          URI.create(
              "https://" + address + "/announce?" + RunningNode.announceQuery(FILM, 7001, 5));
      byte[] body =
          client
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
              .body();
      AnnounceReply reply = Objects.requireNonNull(AnnounceReply.parse(body));
      assertNull(reply.failure());
      assertEquals(1, reply.leechers());
    }
  }

  @Test
  void makesNoSigningKey() throws Exception {
    TrackerNode node =
        TrackerNode.open(
            TrackerConfig.parse(
                "--data",
                data.toString(),
                "--udp",
                "off",
                "--http",
                "off",
                "--ops",
                "127.0.0.1:0"));
    node.close().toCompletionStage().toCompletableFuture().get();
    assertTrue(Files.notExists(data.resolve("keys")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
  }

  @Test
  void namesAPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      for (String option : List.of("--http", "--ops")) {
        RunningNode.Result result = runAt(option, address);
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains(address), result.err());
        assertTrue(result.err().contains("in use"), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
      }
    }
  }

  @Test
  void namesAUdpPortInUse() throws Exception {
    try (RunningNode node = RunningNode.start(data.resolveSibling("other"))) {
      String address = HostPort.format(node.node().udpAddresses().get(0));
      RunningNode.Result result = runAt("--udp", address);
      assertEquals(2, result.exitCode());
      assertTrue(result.err().contains(address), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
    }
  }

  @Test
  void refusesToStartOnBadFilesWithASentence() throws Exception {
    Path key = Files.writeString(data.resolveSibling("bad.pub"), "no key\n");
    assertRefused(key.toString(), "--receipt-key", key.toString());
    assertRefused("does not exist", "--receipt-key", "/nowhere.pub");
    assertRefused(
        "/nowhere.pem",
        "--https",
        "127.0.0.1:0",
        "--tls-cert",
        "/nowhere.pem",
        "--tls-key",
        "/nowhere.pem");
    assertRefused(
        "want PEM",
        "--https",
        "127.0.0.1:0",
        "--tls-cert",
        key.toString(),
        "--tls-key",
        key.toString());
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys/receipt-3.pub"), "");
    assertRefused("receipt-3.pub", "--access", "open");
  }

  @Test
  void countsWhatItHolds() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      node.add(FILM, "paid", BUNDLE);
      ReceiptToken token = node.receipt(BUNDLE_ID, 11);
      node.announce("/announce?receipt=" + token.text(), FILM, 7001, 0);
      assertEquals(1, node.metric("everswarm_swarms"));
      assertEquals(1, node.metric("everswarm_peers_by_role{role=\"seeder\"}"));
    }
  }

  private static String failure(RunningNode node, InfoHash hash) throws Exception {
    return String.valueOf(node.announce("/announce", hash, 7001, 5).failure());
  }

  private void assertRefused(String part, String... options) {
    RunningNode.Result result = runAt(options);
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains(part), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  private RunningNode.Result runAt(String... options) {
    String[] free = {
      "run",
      "--data",
      data.toString(),
      "--udp",
      "127.0.0.1:0",
      "--http",
      "127.0.0.1:0",
      "--ops",
      "127.0.0.1:0"
    };
    return RunningNode.run(withOverrides(free, options));
  }

  /** Later options would be added to a list, not replace it. */
  private static String[] withOverrides(String[] defaults, String[] options) {
    List<String> arguments = new ArrayList<>(List.of(defaults));
    for (int i = 0; i < options.length; i += 2) {
      int at = arguments.indexOf(options[i]);
      if (at >= 0) {
        arguments.set(at + 1, options[i + 1]);
      } else {
        arguments.add(options[i]);
        arguments.add(options[i + 1]);
      }
    }
    return arguments.toArray(String[]::new);
  }
}

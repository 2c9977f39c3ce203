package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.MetainfoBuilder;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class AdminTest {

  private static final String BUNDLE = "00000000000000b1";
  private static final InfoHash FILM = new InfoHash(1, 2, 3);

  private final Path data;

  AdminTest(@TempDir Path directory) {
    this.data = directory.resolve("data");
  }

  @Test
  void opensToTheAdminTokenOnly() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      for (String path :
          List.of("/admin/torrents", "/admin/keys", "/admin/receipts/revoke", "/health/drain")) {
        assertEquals(401, node.send(post(node, path, "{}")).statusCode());
        assertEquals(
            401,
            node.send(post(node, path, "{}").header("Authorization", "Bearer x")).statusCode());
      }
      assertEquals(200, node.get("/health/ready").statusCode());
    }
  }

  @Test
  void refusesWhatIsNotARequest() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      assertEquals(404, node.send(authorised(node, "/admin/nothing", "{}")).statusCode());
      assertEquals(400, node.send(authorised(node, "/admin/keys", "[]")).statusCode());
      assertEquals(400, node.send(authorised(node, "/admin/keys", "{\"key\": 1}")).statusCode());
      assertEquals(
          400,
          node.send(authorised(node, "/admin/receipts/revoke", "{\"receiptId\": \"x\"}"))
              .statusCode());
      assertEquals(400, node.send(authorised(node, "/admin/torrents", "{}")).statusCode());
      String large = "x".repeat((16 << 20) + 1);
      assertEquals(413, node.send(authorised(node, "/admin/keys", large)).statusCode());
      assertEquals(404, node.get("/elsewhere").statusCode());
    }
  }

  @Test
  void drainsOnRequestAndGoesOnServing() throws Exception {
    try (RunningNode node = RunningNode.start(data, "--access", "open")) {
      assertEquals(200, node.get("/health/live").statusCode());
      assertEquals(1, node.metric("everswarm_ready"));
      assertEquals(200, node.send(authorised(node, "/health/drain", "")).statusCode());
      assertEquals(503, node.get("/health/ready").statusCode());
      assertEquals(200, node.get("/health/live").statusCode());
      assertEquals(0, node.metric("everswarm_ready"));
      assertNull(node.announce("/announce", FILM, 7001, 5).failure());
    }
  }

  @Test
  void addsATorrentFileOnce() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      Metainfo film = torrent(true);
      String file = write("film.torrent", film);
      String line = film.infoHash().hex() + "  paid   " + BUNDLE + "  film\n";
      assertEquals(line, add(node, file, "paid").orFail());
      assertEquals(line, add(node, file, "paid").orFail());
      RunningNode.Result refused = add(node, file, "free");
      assertEquals(1, refused.exitCode());
      assertTrue(refused.err().contains("remove it first"), refused.err());
      assertEquals(line, node.command("torrents", "list").orFail());
      assertEquals(1, node.metric("everswarm_registered_torrents{gate=\"paid\"}"));
      node.command("torrents", "remove", film.infoHash().hex()).orFail();
      assertEquals("", node.command("torrents", "list").orFail());
      assertEquals(
          "The torrent " + film.infoHash().hex() + " is not tracked.\n",
          node.command("torrents", "remove", film.infoHash().hex()).err());
    }
  }

  @Test
  void deniesATorrentForAReasonThatClientsShowUntilItIsAllowedAgain() throws Exception {
    try (RunningNode node = RunningNode.start(data, "--access", "open")) {
      String hash = FILM.hex();
      assertNull(node.announce("/announce", FILM, 7001, 0).failure());
      assertEquals(
          "denied " + hash + "\n",
          node.command("torrents", "deny", hash, "--reason", "Court order 7").orFail());
      assertEquals(hash + "  Court order 7\n", node.command("torrents", "denied").orFail());
      assertEquals("Court order 7", node.announce("/announce", FILM, 7001, 5).failure());
      assertEquals(0, node.metric("everswarm_peers{family=\"ipv4\"}"), "those there are dropped");
      assertEquals(
          1,
          node.command("torrents", "deny", hash, "--reason", "x".repeat(201)).exitCode(),
          "too long");
      assertEquals("allowed " + hash + "\n", node.command("torrents", "allow", hash).orFail());
      assertEquals(
          "The torrent " + hash + " is not denied.\n",
          node.command("torrents", "allow", hash).err());
      assertNull(node.announce("/announce", FILM, 7001, 5).failure());
      assertEquals(2, node.command("torrents", "deny", "abc", "--reason", "x").exitCode());
      assertEquals(2, node.command("torrents", "deny", hash).exitCode());
    }
  }

  @Test
  void refusesAGatedTorrentThatIsNotPrivate() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      String file = write("film.torrent", torrent(false));
      RunningNode.Result refused = add(node, file, "paid");
      assertEquals(1, refused.exitCode());
      assertTrue(refused.err().contains("private (BEP 27)"), refused.err());
      assertEquals(0, add(node, file, "free").exitCode());
    }
  }

  @Test
  void refusesWhatIsNoTorrentOrNoBundle() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      String file = Files.writeString(data.resolve("x.torrent"), "x").toString();
      assertTrue(add(node, file, "paid").err().startsWith("This is no torrent: "));
      assertTrue(
          node.command("torrents", "add", write("f.torrent", torrent(true)), "--gate", "paid")
              .err()
              .contains("bundle"));
      assertEquals(2, add(node, file, "cheap").exitCode());
      assertTrue(add(node, "/nowhere.torrent", "free").err().contains("does not exist"));
    }
  }

  @Test
  void importsAListOfInfoHashesAllOrNone() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      String other = "00112233445566778899aabbccddeeff00112233";
      String list = write("list", FILM.hex() + " A film\n\n" + other + "\n" + other + "\n");
      assertEquals("added 2, already tracked 1\n", importList(node, list, "paid").orFail());
      assertEquals("added 0, already tracked 3\n", importList(node, list, "paid").orFail());
      assertTrue(importList(node, list, "free").err().contains("remove it first"));
      String bad = write("bad", "ff112233445566778899aabbccddeeff00112233\nnot a hash\n");
      assertTrue(importList(node, bad, "paid").err().contains("40 hexadecimal digits"));
      assertEquals(2, node.metric("everswarm_registered_torrents{gate=\"paid\"}"));
      assertTrue(
          node.command("torrents", "list").orFail().contains("  paid   " + BUNDLE + "  A film"));
    }
  }

  @Test
  void forgetsThePeersOfARemovedTorrent() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      node.add(FILM, "free", BUNDLE);
      node.announce("/announce", FILM, 7001, 0);
      node.command("torrents", "remove", FILM.hex()).orFail();
      node.add(FILM, "free", BUNDLE);
      assertEquals(List.of(), node.announce("/announce", FILM, 7002, 5).peers());
    }
  }

  @Test
  void saysWhenNobodyAnswersOrTheTokenIsWrong() throws Exception {
    int port;
    try (RunningNode node = RunningNode.start(data)) {
      port = node.node().opsAddress().getPort();
      Path other = Files.writeString(data.resolveSibling("token"), "a-token-of-another-node\n");
      RunningNode.Result refused =
          node.command("torrents", "list", "--admin-token-file", other.toString());
      assertEquals(1, refused.exitCode());
      assertEquals("The node at 127.0.0.1:" + port + " refused the admin token.\n", refused.err());
    }
    RunningNode.Result nobody =
        RunningNode.run(
            "torrents", "list", "--data", data.toString(), "--ops", "127.0.0.1:" + port);
    assertEquals(1, nobody.exitCode());
    assertEquals(
        "No node answers at 127.0.0.1:"
            + port
            + "; start one, or name its ops address with --ops.\n",
        nobody.err());
    RunningNode.Result tokenless = RunningNode.run("torrents", "list", "--data", "/nowhere");
    assertEquals(2, tokenless.exitCode());
    assertEquals(1, tokenless.err().lines().count());
  }

  @Test
  void makesKeysWithAndWithoutANode() throws Exception {
    Path signing = data.resolveSibling("signing");
    RunningNode.Result made = RunningNode.run("keys", "new", "--data", signing.toString());
    assertTrue(made.orFail().contains("next start"), made.out());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(signing.resolve("keys/receipt-1.key"))));
    assertEquals(
        1,
        RunningNode.run("keys", "new", "--key-id", "1", "--data", signing.toString()).exitCode());
    RunningNode.run("keys", "new", "--key-id", "9", "--data", signing.toString()).orFail();
    RunningNode.run("keys", "rotate", "--data", signing.toString()).orFail();
    assertTrue(Files.exists(signing.resolve("keys/receipt-10.key")), "newer than all there are");
    try (RunningNode node = RunningNode.start(data)) {
      node.command("keys", "add", signing.resolve("keys/receipt-9.pub").toString()).orFail();
      RunningNode.Result taken =
          node.command("keys", "add", signing.resolve("keys/receipt-1.pub").toString());
      assertEquals(1, taken.exitCode());
      assertTrue(taken.err().contains("another key with the id 1"), taken.err());
      assertEquals(2, node.command("keys", "list").orFail().lines().count());
      assertFalse(node.command("keys", "list").out().contains("private"));
    }
    assertTrue(Files.exists(data.resolve("keys/receipt-9.pub")));
  }

  @Test
  void mintsReceiptsThatTheNodeTakes() throws Exception {
    try (RunningNode node = RunningNode.start(data)) {
      Metainfo film = torrent(true);
      String published = write("film.torrent", film);
      add(node, published, "paid").orFail();
      Path out = data.resolveSibling("buyer.torrent");
      String token =
          mint(
                  "--bundle",
                  BUNDLE,
                  "--torrent",
                  published,
                  "--out",
                  out.toString(),
                  "--tracker",
                  "http://127.0.0.1:6969",
                  "--web-seed",
                  "http://127.0.0.1:6880/ws")
              .orFail()
              .strip();
      Metainfo buyers = Metainfo.parse(Files.readAllBytes(out));
      assertEquals(film.infoHash(), buyers.infoHash());
      assertEquals(
          "[[http://127.0.0.1:6969/announce?receipt=" + token + "]]",
          buyers.announceList().toString());
      String path = "/announce?receipt=" + token;
      assertNull(node.announce(path, film.infoHash(), 7001, 5).failure());
      String expired = mint("--bundle", BUNDLE, "--days", "-1").orFail().strip();
      assertEquals(
          "the receipt has expired",
          node.announce("/announce/" + expired, film.infoHash(), 7001, 5).failure());
    }
  }

  @Test
  void mintsForSwarmNodesWithoutABundle() throws Exception {
    RunningNode.run("keys", "new", "--data", data.toString()).orFail();
    String text = mint("--kind", "swarm-node", "--days", "1").orFail().strip();
    ReceiptToken token = ReceiptToken.parse(text);
    assertTrue(token != null && token.bundleId() == 0);
    assertEquals(2, mint("--kind", "swarm-node", "--bundle", BUNDLE).exitCode());
    assertEquals(2, mint("--kind", "buyer").exitCode());
    assertEquals(2, mint("--bundle", "0000000000000000").exitCode());
    assertEquals(2, mint("--bundle", "b1").exitCode());
    assertEquals(2, mint("--bundle", BUNDLE, "--kind", "thief").exitCode());
    assertEquals(2, mint("--bundle", BUNDLE, "--torrent", "x.torrent").exitCode());
    assertEquals(2, mint("--bundle", BUNDLE, "--signing-key", "/nowhere").exitCode());
  }

  @Test
  void printsTheDnsRecord() {
    assertEquals(
        "t.example. IN TXT \"BITTORRENT TCP:6969 UDP:6969\"\n",
        RunningNode.run("dns-records", "t.example").orFail());
    assertEquals(
        "t.example. IN TXT \"BITTORRENT TCP:443\"\n",
        RunningNode.run(
                "dns-records",
                "t.example.",
                "--https",
                "0.0.0.0:443",
                "--http",
                "off",
                "--udp",
                "off")
            .orFail());
  }

  @Test
  void helpsEverywhere() {
    for (String command :
        List.of(
            "",
            "run",
            "keys",
            "keys new",
            "keys list",
            "keys add",
            "receipts",
            "receipts mint",
            "receipts revoke",
            "torrents",
            "torrents add",
            "torrents import",
            "torrents list",
            "torrents remove",
            "torrents deny",
            "torrents allow",
            "torrents denied",
            "dns-records")) {
      String[] arguments = (command + " --help").strip().split(" ");
      RunningNode.Result help = RunningNode.run(arguments);
      assertTrue(help.orFail().startsWith("Usage: everswarm-tracker " + command), help.out());
    }
    assertTrue(RunningNode.run("--version").orFail().startsWith("everswarm-tracker "));
    assertEquals(2, RunningNode.run().exitCode());
    assertEquals(2, RunningNode.run("fly").exitCode());
  }

  private RunningNode.Result mint(String... options) {
    String[] all = new String[options.length + 4];
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "receipts";
    all[1] = "mint";
    all[all.length - 2] = "--data";
    all[all.length - 1] = data.toString();
    return RunningNode.run(all);
  }

  private String write(String name, String content) throws Exception {
    return Files.writeString(data.resolve(name), content).toString();
  }

  private static RunningNode.Result importList(RunningNode node, String file, String gate) {
    return node.command("torrents", "import", file, "--gate", gate, "--bundle", BUNDLE);
  }

  private static RunningNode.Result add(RunningNode node, String file, String gate) {
    return node.command("torrents", "add", file, "--gate", gate, "--bundle", BUNDLE);
  }

  private static HttpRequest.Builder post(RunningNode node, String path, String body) {
    return HttpRequest.newBuilder(node.ops(path)).POST(BodyPublishers.ofString(body));
  }

  private static HttpRequest.Builder authorised(RunningNode node, String path, String body) {
    return post(node, path, body).header("Authorization", "Bearer " + node.node().adminToken());
  }

  private String write(String name, Metainfo torrent) throws Exception {
    Path file = data.resolveSibling(name);
    Files.write(file, torrent.toBytes());
    return file.toString();
  }

  private static Metainfo torrent(boolean isPrivate) {
    MetainfoBuilder builder =
        new MetainfoBuilder("film", 16384).singleFile(10).pieceHashes(new byte[20]);
    return isPrivate
        ? builder.privately("everswarm", RandomGenerator.getDefault()).build()
        : builder.build();
  }
}

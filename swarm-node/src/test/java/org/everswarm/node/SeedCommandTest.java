package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.everswarm.node.store.Content;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.BundleIds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedCommandTest {

  private final Path directory;
  private final Path out;
  private final NodeFixture node;

  SeedCommandTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.out = directory.resolve("out.torrent");
    this.node = new NodeFixture(directory);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private NodeFixture.Outcome seed(String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "seed";
    System.arraycopy(more, 0, args, 1, more.length);
    args[more.length + 1] = "--no-serve";
    args[more.length + 2] = "--out";
    args[more.length + 3] = out.toString();
    return NodeFixture.run(Map.of(), node.command(args));
  }

  private Metainfo written() throws Exception {
    return Metainfo.parse(Files.readAllBytes(out));
  }

  @Test
  void makesAPrivateTorrentRegistersItAndSaysSo() throws Exception {
    Content film = Content.file(directory, "film", 300_000);
    NodeFixture.Outcome outcome =
        seed(
            film.path().toString(),
            "--gate",
            "paid",
            "--bundle",
            "00000000deadbeef",
            "--announce",
            "https://t.example/announce,udp://t.example:6969");
    assertEquals(0, outcome.code(), outcome.err());
    Metainfo torrent = written();
    assertTrue(torrent.isPrivate());
    assertTrue(torrent.singleFile());
    assertEquals("film", torrent.name());
    assertEquals(
        List.of(List.of("https://t.example/announce", "udp://t.example:6969")),
        torrent.announceList());
    assertEquals(List.of(), torrent.urlList());
    assertFalse(new String(torrent.toBytes(), StandardCharsets.ISO_8859_1).contains(node.token));
    assertEquals(
        new Register(torrent.infoHash(), Gate.PAID, 0xDEADBEEFL, "film"),
        node.tracker.next(Register.class));
    assertTrue(outcome.out().contains(torrent.infoHash().hex()));
    assertTrue(outcome.out().contains("00000000deadbeef"));
    assertTrue(outcome.out().contains(out.toString()));
    assertTrue(outcome.err().contains("100%"), outcome.err());
  }

  @Test
  void aFreeTorrentNamesItsWebSeed() throws Exception {
    Content preview = Content.directory(directory, "preview", 1000, 2000);
    NodeFixture.Outcome outcome =
        seed(preview.path().toString(), "--gate", "free", "--web-url", "https://n.example/ws/");
    assertEquals(0, outcome.code(), outcome.err());
    Metainfo torrent = written();
    assertFalse(torrent.isPrivate());
    assertFalse(torrent.singleFile());
    assertEquals(
        List.of("https://n.example/ws/" + torrent.infoHash().hex() + "/"), torrent.urlList());
    assertEquals(List.of(List.of(node.tracker.url() + "/announce")), torrent.announceList());
    assertEquals(0, node.tracker.next(Register.class).bundleId());
  }

  @Test
  void severalTrackersAreOneTier() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    String second = "https://second.example";
    assertEquals(0, seed(film.path().toString(), "--gate", "paid", "--tracker", second).code());
    assertEquals(
        List.of(Set.of(node.tracker.url() + "/announce", second + "/announce")),
        written().announceList().stream().map(Set::copyOf).toList());
  }

  @Test
  void seedingTheSameAgainMakesNoSecondSwarm() throws Exception {
    Content film = Content.file(directory, "film", 50_000);
    String[] args = {film.path().toString(), "--gate", "paid", "--bundle", "00000000deadbeef"};
    assertEquals(0, seed(args).code());
    Metainfo first = written();
    assertEquals(0, seed(args).code());
    assertEquals(first.infoHash(), written().infoHash());
    Content.write(film.path(), new byte[50_000]);
    NodeFixture.Outcome other = seed(args);
    assertEquals(1, other.code());
    assertTrue(other.err().contains("--name"), other.err());
    assertEquals(
        0,
        seed(
                film.path().toString(),
                "--gate",
                "paid",
                "--bundle",
                "00000000deadbeef",
                "--name",
                "film 2")
            .code());
    assertNotEquals(first.infoHash(), written().infoHash());
  }

  @Test
  void aGatedTorrentWithoutABundleGetsANewOne() throws Exception {
    Content film = Content.file(directory, "film", 1000);
    NodeFixture.Outcome outcome = seed(film.path().toString(), "--gate", "email");
    assertEquals(0, outcome.code(), outcome.err());
    Register register = node.tracker.next(Register.class);
    assertNotEquals(0, register.bundleId());
    assertTrue(outcome.out().contains(BundleIds.hex(register.bundleId())));
  }

  @Test
  void tellsTheTrackersRefusal() {
    Content film = Content.file(directory, "film", 1000);
    node.tracker.refuseRegistrations("no films here");
    NodeFixture.Outcome outcome = seed(film.path().toString(), "--gate", "paid");
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("no films here"), outcome.err());
  }

  @Test
  void severalPathsBecomeOneTorrent() throws Exception {
    Path one = Content.write(directory.resolve("one"), new byte[100]);
    Content album = Content.directory(directory, "album", 1000, 2000);
    assertEquals(
        0,
        seed(one.toString(), album.path().toString(), "--gate", "free", "--name", "both").code());
    assertEquals(
        List.of(List.of("album", "f0"), List.of("album", "sub", "f1"), List.of("one")),
        written().files().stream().map(file -> file.path()).toList());
  }
}

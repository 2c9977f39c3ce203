package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The peers of a node that went and came again. */
@Timeout(240)
class RestartTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final InfoHash GONE = new InfoHash(4, 5, 6);
  private static final InfoHash SAME = new InfoHash(7, 8, 9);
  private static final String NO_BUNDLE = "0000000000000000";
  private static final String OPEN = "--access=open";

  private final Path directory;
  private final Path data;

  RestartTest(@TempDir Path directory) {
    this.directory = directory;
    this.data = directory.resolve("data");
  }

  @Test
  void aNodeThatWasStoppedKnowsItsPeersAgain() throws Exception {
    try (RunningNode node = RunningNode.start(data, OPEN)) {
      node.announce("/announce", FILM, 7001, 0);
      node.announce("/announce", FILM, 7002, 5);
    }
    try (RunningNode again = RunningNode.start(data, OPEN)) {
      assertEquals(2, again.metric("everswarm_snapshot_restored_peers_total"));
      assertEquals(2, again.announce("/announce", FILM, 7003, 5).peers().size());
      assertEquals(1, again.metric("everswarm_peers_by_role{role=\"seeder\"}"));
    }
  }

  @Test
  void aNodeThatWasKilledKnowsThePeersOfItsLastSnapshot() throws Exception {
    try (RunningNode node = RunningNode.start(data, OPEN, "--snapshot-interval=1")) {
      node.announce("/announce", FILM, 7001, 0);
      await(node, "everswarm_snapshot_swarms", 1);
      assertTrue(node.metric("everswarm_snapshot_timestamp_seconds") > 1.7e9);
      assertEquals(
          (double) Files.size(data.resolve("peers")), node.metric("everswarm_snapshot_bytes"), 0.5);
      Files.createDirectories(directory.resolve("killed"));
      Files.copy(data.resolve("peers"), directory.resolve("killed/peers"));
    }
    try (RunningNode again = RunningNode.start(directory.resolve("killed"), OPEN)) {
      assertEquals(1, again.announce("/announce", FILM, 7003, 5).peers().size());
    }
  }

  /** As after kill -9: the journal says what was done last, the snapshot does not. */
  @Test
  void peersOfBeforeAnotherGateDoNotComeBackFromTheDisk() throws Exception {
    try (RunningNode node = RunningNode.start(data, "--snapshot-interval=1")) {
      node.add(FILM, "free", NO_BUNDLE);
      node.add(GONE, "free", NO_BUNDLE);
      node.add(SAME, "free", NO_BUNDLE);
      for (InfoHash torrent : new InfoHash[] {FILM, GONE, SAME}) {
        node.announce("/announce", torrent, 7001, 0);
      }
      await(node, "everswarm_snapshot_swarms", 3);
      Files.copy(data.resolve("peers"), directory.resolve("kept"));
      node.command("torrents", "remove", FILM.hex()).orFail();
      node.command("torrents", "remove", GONE.hex()).orFail();
      node.add(FILM, "paid", "00000000b0b0b0b0");
      node.add(SAME, "free", NO_BUNDLE);
      assertEquals(1, node.metric("everswarm_peers{family=\"ipv4\"}"));
    }
    Files.move(
        directory.resolve("kept"), data.resolve("peers"), StandardCopyOption.REPLACE_EXISTING);
    try (RunningNode again = RunningNode.start(data)) {
      assertEquals(1, again.metric("everswarm_snapshot_restored_peers_total"));
      assertEquals(1, again.announce("/announce", SAME, 7003, 5).peers().size());
      assertEquals(2, again.metric("everswarm_peers{family=\"ipv4\"}"));
    }
  }

  @Test
  void aDamagedSnapshotIsReportedAndTheNodeServesWithoutIt() throws Exception {
    Files.createDirectories(data);
    Files.writeString(data.resolve("peers"), "this is no snapshot and long enough for a head");
    try (RunningNode node = RunningNode.start(data, OPEN)) {
      assertEquals(1, node.metric("everswarm_snapshot_failures_total"));
      assertTrue(Files.exists(data.resolve("peers.damaged")));
      assertEquals(200, node.get("/health/ready").statusCode());
      assertEquals(0, node.announce("/announce", FILM, 7003, 5).peers().size());
    }
  }

  @Test
  void withoutSnapshotsNothingIsWrittenOrRead() throws Exception {
    try (RunningNode node = RunningNode.start(data, OPEN, "--snapshot-interval=0")) {
      node.announce("/announce", FILM, 7001, 0);
    }
    assertFalse(Files.exists(data.resolve("peers")));
  }

  private static void await(RunningNode node, String metric, double value) throws Exception {
    Instant end = Instant.now().plusSeconds(60);
    while (node.metric(metric) != value) {
      assertTrue(Instant.now().isBefore(end), metric + " never was " + value);
      Thread.sleep(50);
    }
  }
}

package org.everswarm.tracker.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class SnapshotsTest {

  private static final InstantSource CLOCK = InstantSource.system();

  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("snapshots", 1);
  private final Path file;

  SnapshotsTest(@TempDir Path directory) {
    file = directory.resolve("peers");
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void aFileThatWasLeftUnreadStaysAsItIsUntilTheTableIsComplete() throws Exception {
    run(snapshots(table(3), 1000), false);
    byte[] good = Files.readAllBytes(file);

    Snapshots joining = snapshots(table(1), 1);
    joining.leaveUnread();
    String id = await(vertx.deployVerticle(joining));
    // Longer than its interval: the tick that would save has come, unless it was left out.
    await(vertx.timer(2500, TimeUnit.MILLISECONDS));
    assertEquals(0, joining.counters().last().swarms());
    await(vertx.undeploy(id));
    assertArrayEquals(good, Files.readAllBytes(file), "at its end, too");

    Snapshots joined = snapshots(table(1), 1000);
    joined.leaveUnread();
    run(joined, true);
    assertTrue(Files.size(file) < good.length);
  }

  @Test
  void aFileThatWasReadIsWrittenAgain() throws Exception {
    run(snapshots(table(1), 1000), false);
    PeerTable table = table(3);
    run(snapshots(table, 1000), false);
    PeerTable last = table(0);
    run(snapshots(last, 1000), false);
    assertEquals(3, last.stats().ipv4Peers());
  }

  private void run(Snapshots snapshots, boolean complete) {
    String id = await(vertx.deployVerticle(snapshots));
    await(snapshots.loaded());
    if (complete) {
      snapshots.complete();
    }
    await(vertx.undeploy(id));
  }

  private Snapshots snapshots(PeerTable table, int intervalSeconds) {
    return new Snapshots(
        new SnapshotSettings(file, intervalSeconds, 45, true), table, worker, CLOCK);
  }

  private static PeerTable table(int peers) {
    PeerTable table = new PeerTable(new PeerTableLimits(1000, 1000, 1000, 45), 1);
    PeerAnnounce in = new PeerAnnounce();
    in.infoHash(new InfoHash(1, 2, 3));
    in.nowMinutes = (int) (CLOCK.instant().getEpochSecond() / 60);
    for (int i = 1; i <= peers; i++) {
      in.address(IpAddress.ofIpv4(0x0A00_0000 + i));
      in.port = 6881;
      table.announce(in, new PeerReply(0));
    }
    return table;
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}

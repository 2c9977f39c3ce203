package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster that bad things happen to, under load: at the end every live peer is in every
 * survivor's replies, none is invented, none is there that stopped; and all the while each request
 * is answered.
 */
class ClusterFaultsIT {

  /** Within this, a change on one node is on all others. */
  private static final int AGREE_SECONDS = 5;

  /** Within this of seeing each other again, nodes that were parted agree. */
  private static final int HEAL_SECONDS = 10;

  /** Within this of being able to, they see each other. */
  private static final int MEET_SECONDS = 60;

  /** A client's words at nodes whose clocks are wrong keep their order when that far apart. */
  private static final int CLOCK_ERROR_MILLIS = 200;

  private final Path directory;
  private final TestReporter reporter;

  ClusterFaultsIT(@TempDir Path directory, TestReporter reporter) {
    this.directory = directory;
    this.reporter = reporter;
  }

  private ClusterUnderLoad.Builder cluster() {
    return new ClusterUnderLoad.Builder(directory);
  }

  private void report(ClusterUnderLoad all, String what, double seconds) {
    reporter.publishEntry("%s: %.1f s; %s".formatted(what, seconds, all.load()));
  }

  @Test
  void fiveNodesGoOnWithoutTheOneThatIsKilled() {
    try (ClusterUnderLoad all = cluster().nodes(5).start()) {
      all.announceFor(3);
      all.kill9(all.hosts(3));
      all.announceFor(5);
      report(all, "four survivors agree", all.agree(all.hosts(1, 2, 4, 5), AGREE_SECONDS));
    }
  }

  @Test
  void theLastOfFiveNodesKnowsAllWhenTheOthersAreKilledAtTheSameMoment() {
    try (ClusterUnderLoad all = cluster().nodes(5).start()) {
      all.announceFor(5);
      all.kill9(all.hosts(1, 2, 3, 5));
      all.announceFor(5);
      report(all, "the survivor is right", all.agree(all.hosts(4), AGREE_SECONDS));
    }
  }

  @Test
  void bothPartsOfACutClusterServeAndTheirUnionIsEverywhereOnceTheyMeet() {
    try (ClusterUnderLoad all = cluster().nodes(5).start()) {
      all.announceFor(3);
      all.wires().cut(all.hosts(1, 2), all.hosts(3, 4, 5));
      all.announceFor(20);
      all.cluster().awaitMembers(all.hosts(1, 2), 2, MEET_SECONDS);
      all.cluster().awaitMembers(all.hosts(3, 4, 5), 3, MEET_SECONDS);
      all.wires().heal();
      List<ClusterHost> everyone = all.hosts(1, 2, 3, 4, 5);
      report(all, "they meet", all.cluster().awaitMembers(everyone, 5, MEET_SECONDS));
      report(all, "then agree", all.agree(everyone, HEAL_SECONDS));
    }
  }

  @Test
  void aNodeThatWasFrozenForHalfAMinuteCatchesUp() {
    try (ClusterUnderLoad all = cluster().start()) {
      all.announceFor(3);
      all.load().down(all.host(2));
      all.announceFor(1);
      all.cluster().freeze(all.host(2));
      all.announceFor(30);
      all.cluster().thaw(all.host(2));
      all.load().up(all.host(2));
      report(all, "they meet", all.cluster().awaitMembers(all.hosts(1, 2, 3), 3, MEET_SECONDS));
      report(all, "then agree", all.agree(all.hosts(1, 2, 3), HEAL_SECONDS));
    }
  }

  @Test
  void nodesOfWhichOneIsDeafToAnotherServeAndAgreeOnceItHears() {
    try (ClusterUnderLoad all = cluster().start()) {
      all.announceFor(3);
      all.wires().lose(all.host(1), all.host(2), 100);
      all.announceFor(12);
      all.wires().heal();
      report(all, "they meet", all.cluster().awaitMembers(all.hosts(1, 2, 3), 3, MEET_SECONDS));
      report(all, "then agree", all.agree(all.hosts(1, 2, 3), HEAL_SECONDS));
    }
  }

  @Test
  void nodesAgreeWhileOneFrameInTwentyIsLost() {
    try (ClusterUnderLoad all = cluster().start()) {
      all.wires().lose(5);
      all.announceFor(10);
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), HEAL_SECONDS));
      assertMembers(all, 3);
    }
  }

  @Test
  void nodesAgreeWhileEveryFrameIsLateByTwoHundredMilliseconds() {
    try (ClusterUnderLoad all = cluster().start()) {
      all.wires().delay(200);
      all.announceFor(10);
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), HEAL_SECONDS));
      assertMembers(all, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -5})
  void nodesAgreeWhileTheClockOfOneIsFiveSecondsWrong(int aheadSeconds) {
    try (ClusterUnderLoad all = cluster().clockOfTheLast(aheadSeconds).start()) {
      all.load().quiet(CLOCK_ERROR_MILLIS);
      all.announceFor(15);
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), AGREE_SECONDS));
      assertMembers(all, 3);
      assertEquals(5, metric(all, 3, "everswarm_cluster_clock_skew_seconds"), 1);
      all.goOn();
      all.kill9(all.hosts(1, 2));
      all.announceFor(3);
      report(all, "the wrong one is right", all.agree(all.hosts(3), AGREE_SECONDS));
    }
  }

  private static void assertMembers(ClusterUnderLoad all, int members) {
    for (ClusterHost host : all.hosts(1, 2, 3)) {
      assertEquals(
          members, all.cluster().metric(host, "everswarm_cluster_members"), host::toString);
    }
  }

  @Test
  void noRoundOfAClientWithAllHostsFailsWhileEachNodeIsRestarted() {
    try (ClusterUnderLoad all = cluster().clientsKnowAllHosts().start()) {
      for (ClusterHost host : all.hosts(1, 2, 3)) {
        all.announceFor(2);
        all.cluster().stop(host);
        all.cluster().launch(host);
        all.cluster().awaitReady(List.of(host));
        all.cluster().awaitMembers(all.hosts(1, 2, 3), 3, MEET_SECONDS);
        assertNeverSplit(all);
      }
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), AGREE_SECONDS));
    }
  }

  private static void assertNeverSplit(ClusterUnderLoad all) {
    for (ClusterHost host : all.hosts(1, 2, 3)) {
      assertEquals(0, all.cluster().metric(host, "everswarm_cluster_merges_total"), host::toString);
    }
  }

  @Test
  void aNodeThatWasDeadForAWhileBringsNobodyBackWhoStopped() {
    try (ClusterUnderLoad all = cluster().args("--snapshot-interval", "1").start()) {
      all.announceFor(6);
      all.cluster().await("a snapshot on node 3", 20, () -> hasSnapshot(all, 3));
      all.kill9(all.hosts(3));
      all.announceFor(15);
      all.cluster().launch(all.host(3));
      all.cluster().awaitReady(all.hosts(3));
      all.cluster().awaitMembers(all.hosts(1, 2, 3), 3, MEET_SECONDS);
      all.load().up(all.host(3));
      all.announceFor(2);
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), AGREE_SECONDS));
    }
  }

  private static boolean hasSnapshot(ClusterUnderLoad all, int number) {
    return metric(all, number, "everswarm_snapshot_swarms") > 0;
  }

  @Test
  void aNodeWhoseDiskIsFullServesAndAgreesAndWritesAgainWhenThereIsRoom() throws IOException {
    try (ClusterUnderLoad all =
        cluster().smallDiskOfTheLast(512).args("--snapshot-interval", "1").start()) {
      ClusterHost full = all.host(3);
      all.announceFor(2);
      Path filler = all.cluster().dataDir(full).resolve("filler");
      assertThrows(IOException.class, () -> Files.write(filler, new byte[1 << 20]));
      double failed = metric(all, 3, "everswarm_snapshot_failures_total");
      all.cluster()
          .await(
              "a snapshot that fails",
              20,
              () -> metric(all, 3, "everswarm_snapshot_failures_total") > failed);
      all.announceFor(3);
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), AGREE_SECONDS));
      Files.delete(filler);
      double written = metric(all, 3, "everswarm_snapshot_timestamp_seconds");
      all.cluster()
          .await(
              "a snapshot after that",
              20,
              () -> metric(all, 3, "everswarm_snapshot_timestamp_seconds") > written);
    }
  }

  private static double metric(ClusterUnderLoad all, int number, String name) {
    return all.cluster().metric(all.host(number), name);
  }

  @Test
  void aClusterThatWasStoppedAsAWholeComesBackFromItsDisks() {
    try (ClusterUnderLoad all = cluster().start()) {
      all.announceFor(5);
      all.agree(all.hosts(1, 2, 3), AGREE_SECONDS);
      all.hosts(1, 2, 3).parallelStream().forEach(all.cluster()::stop);
      all.cluster().start(all.hosts(1, 2, 3), 3);
      report(all, "they agree", all.agree(all.hosts(1, 2, 3), AGREE_SECONDS));
      assertTrue(all.book().live() > 500, all.load()::toString);
    }
  }
}

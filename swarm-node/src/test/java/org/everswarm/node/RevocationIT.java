package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpReply.ErrorReply;
import org.everswarm.tracker.announce.AnnounceResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** A revocation at one tracker is in force at all, and on what is under way at swarm-nodes. */
class RevocationIT {

  private static final double IN_FORCE_SECONDS = 1;

  private static final long POLL_MILLIS = 2;
  private static final long GIVE_UP_SECONDS = 60;
  private static final int UNDER_WAY_BYTES = 100_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @Test
  void endsDownloadsUnderWayAndAnnouncesAtEveryTrackerWithinASecond(
      @TempDir Path directory, TestReporter reporter) throws Exception {
    try (PaidCluster swarm = new PaidCluster(directory)) {
      int channel = swarm.channelAt();
      List<TrackerProcess> others = swarm.trackers().others(channel);
      Buyer buyer = swarm.announceAt(others.get(1));
      List<SlowDownload> downloads =
          List.of(
              SlowDownload.byWire(buyer, swarm.node()),
              SlowDownload.byWebSeed(swarm.webSeed(buyer), PaidCluster.FILM_BYTES),
              SlowDownload.byWebSeed(swarm.webSeed(buyer), PaidCluster.FILM_BYTES / 2));
      List<Future<Long>> cuts = downloads.stream().map(threads::submit).toList();
      CountDownLatch admitted = new CountDownLatch(swarm.trackers().size());
      List<Future<Long>> refusals =
          swarm.trackers().all().stream()
              .map(tracker -> threads.submit(() -> refusedAt(tracker, buyer, admitted)))
              .toList();
      for (SlowDownload download : downloads) {
        download.await(UNDER_WAY_BYTES, GIVE_UP_SECONDS);
      }
      assertTrue(admitted.await(GIVE_UP_SECONDS, TimeUnit.SECONDS), swarm::outputs);

      long begun = System.nanoTime();
      others.get(0).revoke(buyer.receipt().text());
      long returned = System.nanoTime();

      List<Double> refusedAfter = secondsAfter(returned, refusals);
      List<Double> cutAfter = secondsAfter(returned, cuts);
      assertTrue(
          cutAfter.stream().allMatch(after -> after > (begun - returned) / 1e9),
          "one ended before the receipt was revoked");
      String what =
          "seconds after the command: refused at %s, cut %s (wire, web seed, a range of it)"
              .formatted(refusedAfter, cutAfter);
      reporter.publishEntry(what);
      assertTrue(inForce(refusedAfter) && inForce(cutAfter), () -> what + "\n" + swarm.outputs());
      for (TrackerProcess tracker : swarm.trackers().all()) {
        assertInstanceOf(ErrorReply.class, buyer.announce(tracker));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Announces again and again, counting down at the first that is fine, until one is refused: when
   * the last that was not refused was made. A reply that is lost, or read late, does not count.
   */
  private static long refusedAt(TrackerProcess tracker, Buyer buyer, CountDownLatch admitted)
      throws IOException {
    try (UdpAnnouncer client = buyer.announcer(tracker)) {
      long connectionId = client.connect();
      long accepted = System.nanoTime();
      for (boolean first = true; ; first = false) {
        long asked = System.nanoTime();
        UdpReply reply = buyer.announce(client, connectionId);
        if (reply instanceof ErrorReply refusal) {
          assertEquals(AnnounceResult.RECEIPT_REVOKED.reason(), refusal.message());
          return accepted;
        }
        accepted = asked;
        if (first) {
          admitted.countDown();
        }
        RunningProgram.sleepMillis(POLL_MILLIS);
      }
    }
  }

  /** When each ended, from the end of the command. */
  private static List<Double> secondsAfter(long returned, List<Future<Long>> ends)
      throws Exception {
    List<Double> seconds = new ArrayList<>();
    for (Future<Long> end : ends) {
      long nanos = end.get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
      seconds.add(Math.round((nanos - returned) / 1e6) / 1e3);
    }
    return seconds;
  }

  private static boolean inForce(List<Double> after) {
    return after.stream().allMatch(seconds -> seconds <= IN_FORCE_SECONDS);
  }
}

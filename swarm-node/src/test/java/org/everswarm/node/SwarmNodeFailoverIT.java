package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A swarm-node whose tracker goes away is with another one within three seconds, and serves all who
 * announced meanwhile, wherever they did.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwarmNodeFailoverIT {

  private static final double RECONNECTED_SECONDS = 3;

  private static final int PATIENCE_SECONDS = 60;
  private static final long BETWEEN_BUYERS_MILLIS = 10;

  private final TestReporter reporter;
  private PaidCluster swarm;

  SwarmNodeFailoverIT(TestReporter reporter) {
    this.reporter = reporter;
  }

  @BeforeAll
  void startTheSwarm(@TempDir Path directory) {
    swarm = new PaidCluster(directory);
  }

  @BeforeEach
  void startWhatTheLastTestStopped() {
    swarm.startAll();
  }

  @AfterAll
  void stopTheSwarm() {
    if (swarm != null) {
      swarm.close();
    }
  }

  /** What becomes of the tracker that has the channel. */
  enum Fate {
    TOLD_TO_END("TERM"),
    KILLED("KILL"),
    FROZEN("STOP");

    private final String signal;

    Fate(String signal) {
      this.signal = signal;
    }
  }

  @ParameterizedTest
  @EnumSource
  void isWithAnotherTrackerWithinThreeSecondsAndServesWhoAnnouncedMeanwhile(Fate fate)
      throws IOException {
    int first = swarm.channelAt();
    RunningProgram lost = swarm.trackers().get(first).program();
    try {
      int before = swarm.welcomes().size();
      lost.signal(fate.signal);
      long begun = System.nanoTime();
      List<Buyer> meanwhile = announceUntilWelcome(swarm.trackers().others(first), before);
      double seconds = (System.nanoTime() - begun) / 1e9;
      String what =
          "%s: with another tracker after %.2f s, %d buyers meanwhile"
              .formatted(fate, seconds, meanwhile.size());
      reporter.publishEntry(what);
      goesOnOrEnds(lost, fate); // Four seconds of silence, and Hazelcast would split the cluster.
      assertNotEquals(first, swarm.channelAt());
      assertTrue(seconds <= RECONNECTED_SECONDS, () -> what + "\n" + swarm.outputs());
      assertAllServed(meanwhile);
      assertServedWhoAnnouncesWhereTheChannelIsNot(first);
    } finally {
      goesOnOrEnds(lost, fate);
    }
  }

  private static void goesOnOrEnds(RunningProgram lost, Fate fate) {
    if (fate == Fate.FROZEN) {
      lost.signal("CONT");
    } else {
      lost.close();
    }
  }

  /** New buyers announce at each of these in turn; those who did before the swarm-node was back. */
  private List<Buyer> announceUntilWelcome(List<TrackerProcess> trackers, int before)
      throws IOException {
    List<Buyer> announced = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (swarm.welcomes().size() == before) {
      if (System.nanoTime() > deadline) {
        fail("with no other tracker after " + PATIENCE_SECONDS + " s\n" + swarm.outputs());
      }
      announced.add(swarm.announceAt(trackers.get(announced.size() % trackers.size())));
      RunningProgram.sleepMillis(BETWEEN_BUYERS_MILLIS);
    }
    return announced;
  }

  private void assertAllServed(List<Buyer> buyers) {
    // None of them announces again: what is late is not lost.
    List<Buyer> left = new ArrayList<>(buyers);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      left.removeIf(buyer -> buyer.isServedBy(swarm.node()));
    }
    assertEquals(0, left.size(), swarm::outputs);
  }

  private void assertServedWhoAnnouncesWhereTheChannelIsNot(int lost) throws IOException {
    int third = swarm.trackers().size() - lost - swarm.channelAt();
    assertAllServed(List.of(swarm.announceAt(swarm.trackers().get(third))));
  }

  /** The swarm-node stands still, so that it is between two trackers for as long as it takes. */
  @Test
  void hearsOfAllWhoAnnouncedAtAnyTrackerWhileItHadNone() throws IOException {
    int first = swarm.channelAt();
    int before = swarm.welcomes().size();
    List<Buyer> missed = new ArrayList<>();
    swarm.node().program().signal("STOP");
    try {
      swarm.trackers().get(first).kill9();
      for (TrackerProcess tracker : swarm.trackers().others(first)) {
        missed.add(swarm.announceAt(tracker));
      }
    } finally {
      swarm.node().program().signal("CONT");
    }
    announceUntilWelcome(swarm.trackers().others(first), before);
    assertAllServed(missed);
  }
}

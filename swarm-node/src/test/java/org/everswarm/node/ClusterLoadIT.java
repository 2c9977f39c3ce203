package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.everswarm.node.PeerBook.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load and the check of the cluster tests, with a single tracker: they find what is wrong. */
class ClusterLoadIT {

  private static final int PORT = ClusterNetwork.PORT;

  private final Path directory;

  ClusterLoadIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static PeerBook book(ClusterNetwork network) {
    return new PeerBook(
        1, ClusterUnderLoad.clients(network, false), ClusterUnderLoad.clients(network, true));
  }

  private TrackerProcess tracker(ClusterHost host) {
    String udp6 = "[" + host.address6() + "]:" + PORT;
    return TrackerProcess.startAt(host, directory, PORT, "--access", "open", "--udp", udp6);
  }

  @Test
  void oneTrackerAnswersWhatIsInTheBookAndNotWhatIsChangedInIt() {
    try (ClusterNetwork network = new ClusterNetwork(1, Optional.empty())) {
      ClusterHost host = network.hosts().get(0);
      PeerBook book = book(network);
      try (TrackerProcess tracker = tracker(host);
          PeerLoad load =
              new PeerLoad(
                  book, network.hosts(), PORT, ClusterUnderLoad.addresses(network), false)) {
        load.rate(1_000);
        tracker.program().awaitOk(host, tracker.opsUri().resolve("/health/ready"), 1);
        RunningProgram.sleepMillis(5_000);
        load.pause();
        ClusterCheck check = new ClusterCheck(book, PORT);
        check.awaitAgreement(List.of(host), 1);
        assertFoundOut(check, host, some(book, Told.LEECHING), Told.STOPPED, "keeps", "counts");
        assertFoundOut(check, host, some(book, Told.STOPPED), Told.SEEDING, "lacks", "counts");
        assertFoundOut(check, host, some(book, Told.SEEDING), Told.LEECHING, "counts", "counts");
      }
    }
  }

  private static PeerBook.Peer some(PeerBook book, Told told) {
    return book.peers().stream().filter(peer -> peer.told() == told).findFirst().orElseThrow();
  }

  private static void assertFoundOut(
      ClusterCheck check, ClusterHost host, PeerBook.Peer peer, Told lie, String... found) {
    Told truth = peer.told();
    peer.told(lie, 1);
    String differences = check.differences(host).toString();
    for (String word : found) {
      assertTrue(differences.contains(word), differences);
    }
    peer.told(truth, 1);
    assertEquals(List.of(), check.differences(host));
  }

  @Test
  void aNodeThatDoesNotAnswerIsAFailureOfTheLoad() {
    try (ClusterNetwork network = new ClusterNetwork(1, Optional.empty())) {
      ClusterHost host = network.hosts().get(0);
      try (TrackerProcess tracker = tracker(host);
          PeerLoad load =
              new PeerLoad(
                  book(network),
                  network.hosts(),
                  PORT,
                  ClusterUnderLoad.addresses(network),
                  false)) {
        load.rate(100);
        RunningProgram.sleepMillis(500);
        load.assertContent();
        tracker.kill9();
        // Of a hundred announces a second, some are made while nobody is there.
        load.awaitWaiting(10);
        assertThrows(AssertionError.class, load::pause);
      }
    }
  }
}

package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, killed at random moments: what it acknowledged is there afterwards. */
class KillNineIT {

  private static final Duration BUDGET = Duration.ofSeconds(20);
  private static final int ROUNDS_MAX = 5;

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final TrackerProgram program;

  KillNineIT(@TempDir Path directory) {
    program = new TrackerProgram(directory);
  }

  @Test
  void losesNothingThatItAcknowledged() throws Exception {
    Instant end = Instant.now().plus(BUDGET);
    Set<String> torrents = new TreeSet<>();
    Set<String> revoked = new TreeSet<>();
    int rounds = 0;
    while (rounds < ROUNDS_MAX && (rounds < 2 || Instant.now().isBefore(end))) {
      Process node = program.start();
      try {
        assertTrue(listed().containsAll(torrents), "a torrent was lost");
        assertTrue(revocationsAtLeast(revoked.size()), "a revocation was lost");
        work(node, torrents, revoked);
      } finally {
        node.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
      }
      rounds++;
    }
    assertTrue(torrents.size() >= rounds, "only " + torrents.size() + " torrents were added");
  }

  @Test
  void endsWithZeroWhenToldToStop() throws Exception {
    Process node = program.start();
    node.destroy();
    assertTrue(node.waitFor(60, TimeUnit.SECONDS), "still there after a minute");
    assertEquals(0, node.exitValue(), program::log);
    assertTrue(program.log().contains("stopped"), program::log);
  }

  /**
   * Adds torrents and revokes receipts until the process is killed in the middle of it, which it is
   * some time after it has acknowledged the first.
   */
  private void work(Process node, Set<String> torrents, Set<String> revoked) {
    Executor soon =
        CompletableFuture.delayedExecutor(random.nextLong(100, 1500), TimeUnit.MILLISECONDS);
    boolean killed = false;
    try {
      while (node.isAlive()) {
        String hash = new InfoHash(random.nextLong(), random.nextLong(), random.nextInt()).hex();
        String body = "{\"infoHash\":\"" + hash + "\",\"name\":\"film\"}";
        if (program.post("/admin/torrents?gate=paid&bundle=00000000000000b1", body) == 200) {
          torrents.add(hash);
          if (!killed) {
            soon.execute(node::destroyForcibly);
            killed = true;
          }
        }
        String receipt = hash.substring(0, 16);
        if (program.post("/admin/receipts/revoke", "{\"receiptId\":\"" + receipt + "\"}") == 200) {
          revoked.add(receipt);
        }
      }
    } catch (IOException gone) {
      // As it should be.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<String> listed() throws IOException, InterruptedException {
    String body = program.getAuthorised("/admin/torrents").body();
    Set<String> hashes = new TreeSet<>();
    for (String part : body.split("\"infoHash\":\"", -1)) {
      if (part.length() >= 40) {
        hashes.add(part.substring(0, 40));
      }
    }
    return hashes;
  }

  private boolean revocationsAtLeast(int count) throws IOException, InterruptedException {
    return program
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("everswarm_receipts_revoked "))
        .anyMatch(line -> Double.parseDouble(line.substring(line.indexOf(' '))) >= count);
  }
}

package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);

  @Test
  void aNodeThatIsToldToEndAnswersForAWhileAndThenEnds(@TempDir Path data) throws Exception {
    RunningNode running = RunningNode.start(data, "--drain", "10", "--access", "open");
    Future<Void> closed = running.node().close();
    assertEquals(503, running.get("/health/ready").statusCode());
    assertNull(running.announce("/announce", FILM, 7001, 5).failure());
    assertFalse(closed.isComplete());
    closed.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}

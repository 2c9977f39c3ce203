package org.everswarm.tracker;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node as the process's purpose: starts it, and brings it down when the process is told to end.
 */
final class NodeProcess {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final long START_SECONDS = 60;
  private static final long CLOSE_SECONDS = 90;

  private final TrackerNode node;

  NodeProcess(TrackerNode node) {
    this.node = node;
  }

  /** Returns only when the node could not start, by exception. */
  int run() throws InterruptedException {
    try {
      await(
          () ->
              node.start()
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(START_SECONDS, TimeUnit.SECONDS));
    } catch (RuntimeException failed) {
      closeQuietly();
      throw failed;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "everswarm-shutdown"));
    new CountDownLatch(1).await();
    return Main.FINE;
  }

  /** Halts with the right code: after a signal the JVM itself would report 143, not 0. */
  private void shutDown() {
    LOG.info("stopping");
    int code = closeQuietly() ? Main.FINE : Main.TROUBLE;
    LOG.info("stopped");
    Runtime.getRuntime().halt(code);
  }

  private boolean closeQuietly() {
    try {
      await(
          () ->
              node.close()
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(CLOSE_SECONDS, TimeUnit.SECONDS));
      return true;
    } catch (RuntimeException | InterruptedException failed) {
      LOG.error("the node did not close cleanly", failed);
      return false;
    }
  }

  private interface Wait {
    Object get() throws ExecutionException, InterruptedException, TimeoutException;
  }

  private static void await(Wait wait) throws InterruptedException {
    try {
      wait.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(failed.getCause());
    } catch (TimeoutException slow) {
      throw new CommandException("The node took too long.", slow);
    }
  }
}

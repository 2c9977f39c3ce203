package org.everswarm.node;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as the process's purpose: it is brought down when the process is told to end. */
final class NodeLifetime {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLifetime.class);
  private static final long START_SECONDS = 60;
  private static final long CLOSE_SECONDS = 10;

  private final SwarmNode node;
  private final ServingLock lock;
  private volatile boolean serving;

  NodeLifetime(SwarmNode node, ServingLock lock) {
    this.node = node;
    this.lock = lock;
  }

  /** Opens every port, or throws. */
  void start() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "everswarm-shutdown"));
    await(node.start(), START_SECONDS);
  }

  /** Keeps the process until it is told to end, which never comes back here. */
  int untilTold() throws InterruptedException {
    serving = true;
    node.allowReady();
    new CountDownLatch(1).await();
    return Main.FINE;
  }

  /** Halts with the right code: after a signal the JVM itself would report 143, not 0. */
  private void shutDown() {
    boolean clean = closeQuietly();
    if (serving) {
      LOG.info("stopped");
      Runtime.getRuntime().halt(clean ? Main.FINE : Main.TROUBLE);
    }
  }

  private boolean closeQuietly() {
    try {
      await(node.close(), CLOSE_SECONDS);
      lock.close();
      return true;
    } catch (RuntimeException | InterruptedException | IOException failed) {
      LOG.error("the node did not close cleanly", failed);
      return false;
    }
  }

  /** The outcome of {@code work}, or a {@link CommandException} after so many seconds. */
  static <T> T await(Future<T> work, long seconds) throws InterruptedException {
    try {
      return work.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(failed.getCause());
    } catch (TimeoutException slow) {
      throw new CommandException("This took longer than " + seconds + " s.", slow);
    }
  }
}

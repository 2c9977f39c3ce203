package org.everswarm.tracker.cluster;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes one step after another. What goes wrong in one is ours, is logged, and does
 * not keep the next from being taken. Thread-safe; after {@link #close} nothing more is begun.
 */
final class Steps {

  private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean finished;

  Steps(String name) {
    thread = new ScheduledThreadPoolExecutor(1, Threads.named(name));
    thread.setRemoveOnCancelPolicy(true);
  }

  void now(Runnable step) {
    later(0, step);
  }

  void later(long millis, Runnable step) {
    try {
      Future<?> unused = thread.schedule(() -> guarded(step), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("too late for another step");
    }
  }

  /** Again and again, that long after each time. */
  void every(long millis, Runnable step) {
    Future<?> unused =
        thread.scheduleWithFixedDelay(() -> guarded(step), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Interrupts what is being done. */
  void close() {
    thread.shutdownNow();
  }

  /** Lets what is being done be finished: for who may write to the disk, and loses it otherwise. */
  void finish() {
    // The executor would still run what is due already.
    finished = true;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.shutdown();
  }

  private void guarded(Runnable step) {
    if (finished) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException failed) {
      LOG.error("the cluster part of this node failed", failed);
    }
  }
}

package org.everswarm.tracker.shop.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Writes of many threads to a database with one writer: those that wait while others are brought to
 * the disk go there together, in one transaction, each whole or not at all. Thread-safe; blocks.
 *
 * <p>One thread carries them all out, so that the next group begins while the threads of the last
 * one are still being woken.
 */
final class GroupCommit implements AutoCloseable {

  private static final int GROUP_MAX = 64;
  private static final String SAVEPOINT = "one_of_many";

  private final Jdbi writing;
  private final Queue<Work<?>> waiting = new ConcurrentLinkedQueue<>();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "everswarm-shop-writer");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param writing of one connection
   */
  GroupCommit(Jdbi writing) {
    this.writing = writing;
  }

  /** Returns when the work is on the disk; throws what it throws, and then nothing of it is. */
  <T> T write(HandleCallback<T, RuntimeException> callback) {
    Work<T> mine = new Work<>(callback);
    waiting.add(mine);
    try {
      writer.execute(this::carryOut);
    } catch (RejectedExecutionException closed) {
      if (waiting.remove(mine)) {
        throw closed;
      }
    }
    return mine.result();
  }

  /** What waits now, if an earlier call has not seen to it. */
  private void carryOut() {
    List<Work<?>> group = next();
    if (group.size() > 1 && isDoneTogether(group)) {
      return;
    }
    // What fails as a whole may do so because of one: then each has a transaction of its own.
    group.forEach(one -> one.carryOutAlone(writing));
  }

  private List<Work<?>> next() {
    List<Work<?>> group = new ArrayList<>();
    for (Work<?> one = waiting.poll(); one != null; one = waiting.poll()) {
      group.add(one);
      if (group.size() == GROUP_MAX) {
        break;
      }
    }
    return group;
  }

  private boolean isDoneTogether(List<Work<?>> group) {
    try {
      writing.useTransaction(handle -> group.forEach(one -> one.carryOut(handle)));
    } catch (RuntimeException | Error failed) {
      return false;
    }
    group.forEach(Work::end);
    return true;
  }

  /** What waits is carried out before; what comes later is refused. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One write, carried out by the writer while its own thread waits. */
  private static final class Work<T> {

    private final HandleCallback<T, RuntimeException> callback;
    private final CompletableFuture<T> ended = new CompletableFuture<>();
    private Optional<T> value = Optional.empty();
    private @Nullable Throwable failure;

    Work(HandleCallback<T, RuntimeException> callback) {
      this.callback = callback;
    }

    void carryOut(Handle handle) {
      handle.savepoint(SAVEPOINT);
      try {
        value = Optional.of(callback.withHandle(handle));
        failure = null;
        handle.releaseSavepoint(SAVEPOINT);
      } catch (RuntimeException | Error failed) {
        failure = failed;
        handle.rollbackToSavepoint(SAVEPOINT);
      }
    }

    void carryOutAlone(Jdbi writing) {
      try {
        value = Optional.of(writing.inTransaction(callback));
        failure = null;
      } catch (RuntimeException | Error failed) {
        failure = failed;
      }
      end();
    }

    void end() {
      if (failure == null) {
        ended.complete(value.orElseThrow());
      } else {
        ended.completeExceptionally(failure);
      }
    }

    T result() {
      try {
        return ended.join();
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        if (failed.getCause() instanceof Error cause) {
          throw cause;
        }
        throw failed;
      }
    }
  }
}

package org.everswarm.tracker.shop.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Writes of many threads to a database with one writer: those that wait while one is brought to the
 * disk go there together, in one transaction, each whole or not at all. Thread-safe; blocks.
 */
final class GroupCommit {

  private static final int GROUP_MAX = 64;
  private static final String SAVEPOINT = "one_of_many";

  private final Jdbi writing;
  private final Queue<Work<?>> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();

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
    while (!mine.done) {
      turn.lock();
      try {
        if (!mine.done) {
          carryOut(next());
        }
      } finally {
        turn.unlock();
      }
    }
    return mine.result();
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

  /** What fails as a whole may do so because of one: then each has a transaction of its own. */
  private void carryOut(List<Work<?>> group) {
    if (group.size() > 1 && isDoneTogether(group)) {
      return;
    }
    for (Work<?> one : group) {
      one.carryOutAlone(writing);
    }
  }

  private boolean isDoneTogether(List<Work<?>> group) {
    try {
      writing.useTransaction(handle -> group.forEach(one -> one.carryOut(handle)));
    } catch (RuntimeException | Error failed) {
      return false;
    }
    group.forEach(one -> one.done = true);
    return true;
  }

  /** One write, carried out by whichever thread has its turn. */
  private static final class Work<T> {

    private final HandleCallback<T, RuntimeException> callback;
    private Optional<T> value = Optional.empty();
    private @Nullable Throwable failure;
    private volatile boolean done;

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
      done = true;
    }

    T result() {
      if (failure instanceof RuntimeException failed) {
        throw failed;
      }
      if (failure instanceof Error failed) {
        throw failed;
      }
      return value.orElseThrow();
    }
  }
}

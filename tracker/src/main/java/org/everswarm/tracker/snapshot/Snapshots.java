package org.everswarm.tracker.snapshot;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.everswarm.protocol.datagram.ThreadPriority;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.SwarmBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of the peer table on disk: read when deployed, written every few minutes and when
 * undeployed. Service goes on meanwhile: each stripe of the table is locked for as long as it takes
 * to copy it to memory.
 *
 * <p>Confined to its event loop; what blocks runs on the worker, one thing at a time. Peers that
 * announce while the snapshot is read are newer than what it says of them, and stay.
 */
public final class Snapshots extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int SECONDS_PER_MINUTE = 60;
  private static final long PACE_SECONDS_MAX = 60;

  private final SnapshotSettings settings;
  private final PeerTable peers;
  private final WorkerExecutor worker;
  private final InstantSource clock;
  private final SnapshotCounters counters = new SnapshotCounters();
  private final Promise<Void> loaded = Promise.promise();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean closing;
  private volatile boolean read = true;
  private volatile boolean whole = true;

  /**
   * Copies of one table in one file.
   *
   * @param worker a pool of one thread
   */
  public Snapshots(
      SnapshotSettings settings, PeerTable peers, WorkerExecutor worker, InstantSource clock) {
    this.settings = settings;
    this.peers = peers;
    this.worker = worker;
    this.clock = clock;
  }

  /**
   * Has the file of before left unread: others know better. It stays as it is until all that they
   * know is here: {@link #complete}. Before it is deployed.
   */
  public void leaveUnread() {
    read = false;
    whole = false;
  }

  /** The table is worth being written over the file that was left unread. */
  public void complete() {
    whole = true;
  }

  /** Completes when all that was on the disk is in the table; never fails. */
  public Future<Void> loaded() {
    return loaded.future();
  }

  /** What was written and read. */
  public SnapshotCounters counters() {
    return counters;
  }

  @Override
  public Future<?> start() {
    worker
        .executeBlocking(this::load, false)
        .onComplete(
            read -> {
              loaded.complete();
              vertx.setPeriodic(
                  TimeUnit.SECONDS.toMillis(settings.intervalSeconds()), tick -> saveSlowly());
            });
    return Future.succeededFuture();
  }

  /** Writes the last snapshot; a file that says more than the table yet is left as it is. */
  @Override
  public Future<?> stop() {
    closing = true;
    return loaded.future().isComplete() && whole
        ? worker.executeBlocking(() -> save(0), false)
        : Future.succeededFuture();
  }

  private void saveSlowly() {
    // A tick that finds the last snapshot unfinished is left out.
    if (whole && busy.compareAndSet(false, true)) {
      long paceSeconds = Math.min(PACE_SECONDS_MAX, settings.intervalSeconds() / 2);
      worker
          .executeBlocking(() -> save(TimeUnit.SECONDS.toNanos(paceSeconds)), false)
          .onComplete(done -> busy.set(false));
    }
  }

  /** Our fault or the disk's, never the peers': the service goes on without. */
  private boolean save(long paceNanos) {
    ThreadPriority.giveWay();
    long start = System.nanoTime();
    try (SnapshotWriter writer = SnapshotWriter.begin(settings.file(), epochMinute())) {
      SwarmBuffer records = new SwarmBuffer();
      long swarms = 0;
      for (int stripe = 0; stripe < peers.stripes(); stripe++) {
        if (closing && paceNanos > 0) {
          return false; // The last one, which has all of it, waits for this thread.
        }
        records.clear();
        swarms += peers.save(stripe, records);
        writer.write(records.written());
        pause(start + paceNanos / peers.stripes() * (stripe + 1));
      }
      long bytes = writer.commit();
      counters.saved(clock.instant(), swarms, bytes, System.nanoTime() - start);
      return true;
    } catch (IOException | RuntimeException failed) {
      counters.failed();
      LOG.error("the peer table could not be written to {}", settings.file(), failed);
      return false;
    }
  }

  private boolean load() {
    ThreadPriority.giveWay();
    if (!read || !Files.exists(settings.file())) {
      return false;
    }
    long start = System.nanoTime();
    long count = 0;
    try (SnapshotReader reader = SnapshotReader.open(settings.file())) {
      if (isTooOld(reader.epochMinute())) {
        LOG.warn("{} is days old, and its peers with it: it is not read", settings.file());
        return false;
      }
      for (ByteBuffer block = reader.next(); block != null && !closing; block = reader.next()) {
        count +=
            peers.restore(block, (int) epochMinute(), settings.expiryMinutes(), settings.shared());
      }
    } catch (IOException | RuntimeException | OutOfMemoryError damaged) {
      counters.failed();
      LOG.error("not all of the peer table could be read from {}", settings.file(), damaged);
      setAside();
    }
    counters.restored(count);
    LOG.info("{} peers restored in {} ms", count, (System.nanoTime() - start) / 1_000_000);
    return true;
  }

  /** The next snapshot would replace what may still be of use to somebody. */
  private void setAside() {
    Path file = settings.file();
    try {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".damaged"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      LOG.warn("{} could not be set aside", file, failed);
    }
  }

  /** Of its minute a peer keeps no more bits than tell old from new within so long. */
  private boolean isTooOld(long savedEpochMinute) {
    return epochMinute() - savedEpochMinute > PeerTable.MAX_AGE_MINUTES - settings.expiryMinutes();
  }

  private long epochMinute() {
    return clock.instant().getEpochSecond() / SECONDS_PER_MINUTE;
  }

  private static void pause(long untilNanos) {
    long rest = untilNanos - System.nanoTime();
    if (rest > 0) {
      LockSupport.parkNanos(rest);
    }
  }
}

package org.everswarm.tracker.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.exchange.InstanceId;
import org.everswarm.tracker.exchange.MalformedBatchException;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's table and the logs of all shards in step: each shard is exchanged about four
 * times a second, that of the small state ten times, in bursts of a fifth of them.
 *
 * <p>Never two exchanges of one shard at once, so at most one batch of each is under way; who
 * applies slowly asks seldom, and that is all the back-pressure there is. Sealing and opening is
 * done on threads of its own: the partition threads see sealed bytes only, and completions do not
 * go through the common pool, which on small machines makes a thread for each.
 *
 * <p>Thread-safe. What an exchange that failed was to send is sent again, byte for byte, so that a
 * log that has it already does not take it twice.
 */
final class Exchanger {

  private static final Logger LOG = LoggerFactory.getLogger(Exchanger.class);

  /** Many shards at once, so that the threads between here and the log wake up for many at once. */
  private static final long TICK_MILLIS = 50;

  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long STATE_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int FULL_BYTES = Exchange.MOST_BATCH_BYTES / 2;
  private static final int TURNS = Exchange.SHARDS + 1;

  private final Exchange exchange;
  private final Seal seal;
  private final InstanceId self;
  private final ClusterCounters counters;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Lags lags;
  private final ShardTurn[] turns = new ShardTurn[TURNS];
  private final AtomicInteger firsts = new AtomicInteger();
  private final Steps ticks = new Steps("everswarm-exchange-ticks");
  private final ExecutorService workers;

  /** Small state may wait for the disk, and is not to hold up the peers. */
  private final ExecutorService stateWorker;

  private volatile @Nullable IMap<Integer, ShardLog> logs;

  /** Counts the times this node joined. */
  private final AtomicInteger stay = new AtomicInteger();

  private volatile boolean leaving;
  private volatile boolean held;

  Exchanger(
      Exchange exchange,
      Seal seal,
      ClusterCounters counters,
      InstantSource clock,
      RandomGenerator random,
      Lags lags) {
    this.exchange = exchange;
    this.seal = seal;
    this.counters = counters;
    this.clock = clock;
    this.random = random;
    this.lags = lags;
    ByteBuffer sender = ByteBuffer.wrap(seal.sender());
    self = new InstanceId(sender.getLong(), sender.getLong());
    long now = System.nanoTime();
    for (int shard = 0; shard < TURNS; shard++) {
      turns[shard] = new ShardTurn(shard, now - TURN_NANOS * shard / TURNS);
    }
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    workers = Executors.newFixedThreadPool(threads, Threads.named("everswarm-exchange"));
    stateWorker = Executors.newSingleThreadExecutor(Threads.named("everswarm-exchange-state"));
    ticks.every(TICK_MILLIS, this::tick);
  }

  /**
   * Exchanges with the logs of that member from now on. At the first exchange of each shard nothing
   * counts as missed: the pulls of a newcomer begin when all had theirs. Not while joined.
   */
  void join(HazelcastInstance member) {
    firsts.set(0);
    stay.incrementAndGet();
    logs = member.getMap(MemberConfig.LOGS);
  }

  /** Exchanges no more; what waits to be sent, waits. */
  void part() {
    logs = null;
  }

  /** Sends what waits, as fast as it goes. */
  void hurry() {
    leaving = true;
  }

  /** For tests: exchanges nothing while held, as a process that was stopped. */
  void hold(boolean now) {
    held = now;
  }

  /** Whether nothing waits to be sent. */
  boolean isDrained() {
    for (ShardTurn turn : turns) {
      if (exchange.hasPending(turn.shard) || turn.unsent) {
        return false;
      }
    }
    return true;
  }

  /** How long ago the shard that is most behind was last in step; 0 while alone. */
  double lagSeconds() {
    if (logs == null || firsts.get() < TURNS) {
      return 0;
    }
    long oldest = Long.MAX_VALUE;
    for (ShardTurn turn : turns) {
      oldest = Math.min(oldest, turn.goodMillis);
    }
    return Math.max(0, clock.millis() - oldest) / 1000.0;
  }

  /** The same for small state alone: how old our revocations are. */
  double stateLagSeconds() {
    long good = turns[Exchange.STATE_SHARD].goodMillis;
    return logs == null || good == 0 ? 0 : Math.max(0, clock.millis() - good) / 1000.0;
  }

  void close() {
    part();
    ticks.close();
    workers.shutdownNow();
    // Not interrupted: it writes files, which an interrupt closes.
    stateWorker.shutdown();
  }

  private void tick() {
    IMap<Integer, ShardLog> to = logs;
    if (to == null || held) {
      return;
    }
    long now = System.nanoTime();
    for (ShardTurn turn : turns) {
      if (isDue(turn, now) && turn.busy.compareAndSet(false, true)) {
        turn.begunNanos = now;
        run(turn, () -> begin(turn, to));
      }
    }
  }

  private boolean isDue(ShardTurn turn, long now) {
    long waited = now - turn.begunNanos;
    boolean often = turn.shard == Exchange.STATE_SHARD;
    return waited >= (often ? STATE_TURN_NANOS : TURN_NANOS)
        || ((leaving || turn.full) && exchange.hasPending(turn.shard));
  }

  private void run(ShardTurn turn, Runnable step) {
    try {
      worker(turn).execute(() -> runStep(turn, step));
    } catch (RejectedExecutionException closed) {
      turn.busy.set(false);
    }
  }

  /** Whatever goes wrong with one shard, it gets its next turn. */
  private void runStep(ShardTurn turn, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failed) {
      failed(turn, failed);
    }
  }

  /** For what comes back: at the end there may be nobody left to take it, and that is fine. */
  private Executor completions(ShardTurn turn) {
    ExecutorService worker = worker(turn);
    return task -> {
      try {
        worker.execute(task);
      } catch (RejectedExecutionException closed) {
        LOG.debug("an exchange came back too late");
      }
    };
  }

  private ExecutorService worker(ShardTurn turn) {
    return turn.shard == Exchange.STATE_SHARD ? stateWorker : workers;
  }

  private void begin(ShardTurn turn, IMap<Integer, ShardLog> to) {
    byte[] sealed = turn.sealed;
    if (sealed == null) {
      turn.unsent = true; // Before it is taken: it is always in one of the two places.
      byte[] batch = exchange.take(turn.shard);
      sealed = batch == null ? null : seal.seal(context(turn.shard), batch);
      turn.sealed = sealed;
      turn.unsent = sealed != null;
      turn.full = batch != null && batch.length > FULL_BYTES;
    }
    long now = clock.millis();
    ExchangeProcessor processor =
        new ExchangeProcessor(turn.epoch, turn.version, sealed, self, now, random.nextLong());
    int begunIn = stay.get();
    CompletableFuture<ShardAnswer> unused =
        to.<ShardAnswer>submitToKey(turn.shard, processor)
            .toCompletableFuture()
            .whenCompleteAsync(
                (answer, failure) ->
                    runStep(turn, () -> completed(turn, begunIn, now, answer, failure)),
                completions(turn));
  }

  private void completed(
      ShardTurn turn,
      int begunIn,
      long begunMillis,
      @Nullable ShardAnswer answer,
      @Nullable Throwable failure) {
    if (answer == null) {
      failed(turn, failure);
      return;
    }
    byte[] sent = turn.sealed;
    turn.sealed = null;
    turn.unsent = false;
    counters.exchanged(sent == null ? 0 : sent.length);
    answer.batches().forEach(batch -> apply(turn.shard, batch));
    boolean first = turn.stay != begunIn;
    if (!first) {
      checkMissed(turn, answer, sent != null);
    }
    turn.stay = begunIn;
    turn.epoch = answer.epoch();
    turn.version = answer.version();
    turn.goodMillis = begunMillis;
    turn.busy.set(false);
    if (first && begunIn == stay.get() && firsts.incrementAndGet() == TURNS) {
      lags.firstRound();
    }
  }

  private void checkMissed(ShardTurn turn, ShardAnswer answer, boolean sent) {
    boolean knewNone = turn.epoch == ShardLog.NO_EPOCH;
    if (!knewNone && answer.epoch() != turn.epoch) {
      counters.lostLog();
      lags.missed(turn.goodMillis);
    } else if (knewNone ? !isWhole(answer, sent) : answer.missed()) {
      counters.overrun();
      lags.missed(turn.goodMillis);
    }
  }

  /** Whether a log that came into being since the last exchange was got from its beginning. */
  private static boolean isWhole(ShardAnswer answer, boolean sent) {
    return answer.version() <= answer.batches().size() + (sent ? 1 : 0);
  }

  private void apply(int shard, byte[] sealed) {
    counters.received(sealed.length);
    byte[] batch = seal.open(context(shard), sealed);
    if (batch == null) {
      return; // Counted and told by the seal.
    }
    try {
      int lostSince = exchange.apply(shard, ByteBuffer.wrap(batch));
      if (lostSince != Exchange.NOTHING_LOST) {
        lags.lost(HexFormat.of().formatHex(Seal.senderOf(sealed)), lostSince);
      }
    } catch (MalformedBatchException counted) {
      LOG.debug("a batch of another node was not one", counted);
    }
  }

  private void failed(ShardTurn turn, @Nullable Throwable failure) {
    counters.exchangeFailed();
    LOG.debug("shard {} could not be exchanged, and will be again", turn.shard, failure);
    turn.busy.set(false);
  }

  private static String context(int shard) {
    return "exchange " + shard;
  }
}

package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerChange;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What sharing costs: announces of a table that tells an exchange and of one that tells nobody, and
 * changes of another node being applied. Two million peers, in swarms of four or, one in four of
 * them, in swarms of four hundred.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgs = {"-Xms3g", "-Xmx3g"})
public class ExchangeBenchmark {

  private static final int BATCH = 4096;
  private static final int BASE_AT = 2;
  private static final int PEERS = 2_000_000;
  private static final int SMALL = 400_000;
  private static final int LARGE = 1_250;

  /** "told": all announces are; "alone": none is. */
  @Param({"alone", "told"})
  String sharing = "";

  /** Logarithm of the peers whose latest change is known. */
  @Param("20")
  int indexBits;

  private final PeerReply reply = new PeerReply(74);
  private final PeerAnnounce announce = new PeerAnnounce();
  private final SplittableRandom random = new SplittableRandom(1);
  private final ClusterClock clock = new ClusterClock(InstantSource.system());
  private final PeerTable table = newTable();
  private final PeerTable far = newTable();
  private Exchange exchange = newExchange(table, 16);
  private Exchange farExchange = newExchange(far, 16);
  private final List<ByteBuffer> batches = new ArrayList<>();
  private final List<Integer> shards = new ArrayList<>();
  private int[] sizes = {};
  private int next;
  private int nextBatch;
  private int credit;
  private int invocations;

  /** Announces all peers at one node, and tells them to the other. */
  @Setup(Level.Trial)
  public void fill() {
    exchange = newExchange(table, indexBits);
    farExchange = newExchange(far, indexBits);
    if (sharing.equals("told")) {
      table.report(exchange);
    }
    far.report(farExchange);
    announce.wantIpv4 = true;
    announce.numWant = 30;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < PEERS; i++) {
        announce(far, i);
        announce(table, i);
        if (i % 100_000 == 0) {
          drain(exchange, false);
          drain(farExchange, round == 1);
        }
      }
    }
    drain(farExchange, true);
    PeerChange change = new PeerChange();
    sizes = new int[batches.size()];
    for (int i = 0; i < sizes.length; i++) {
      BatchReader reader = new BatchReader(Exchange.ANY_SHARD, batches.get(i));
      while (reader.next(change)) {
        sizes[i]++;
      }
    }
    System.out.println(sizes.length + " batches, " + Arrays.stream(sizes).sum() + " changes");
  }

  /** Takes what a tenth of a second would leave; not part of what is measured. */
  @Setup(Level.Invocation)
  public void take() {
    if (++invocations % 16 == 0) {
      drain(exchange, false);
    }
  }

  /** Announces of peers that are in the table. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int announce() {
    int told = 0;
    for (int i = 0; i < BATCH; i++) {
      announce(table, next);
      told += reply.count4;
      next = next + 1 == PEERS ? 0 : next + 1;
    }
    return told;
  }

  /** Announces, and the taking of all that they leave. */
  @Benchmark
  @OperationsPerInvocation(16 * BATCH)
  public int announceAndTake() {
    int told = 0;
    for (int i = 0; i < 16; i++) {
      told += announce();
    }
    drain(exchange, false);
    return told;
  }

  /** Changes of another node, all of them news, a batch at a time. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int apply() {
    int lost = 0;
    for (credit += BATCH; credit > 0; credit -= sizes[nextBatch]) {
      nextBatch = nextBatch + 1 == sizes.length ? 0 : nextBatch + 1;
      ByteBuffer batch = batches.get(nextBatch);
      batch.putLong(BASE_AT, batch.getLong(BASE_AT) + 1);
      lost += exchange.apply(shards.get(nextBatch), batch);
    }
    return lost;
  }

  private void announce(PeerTable to, int peer) {
    boolean large = (peer & 3) == 0;
    int swarm = large ? peer / 4 % LARGE : LARGE + peer % SMALL;
    announce.hash0 = swarm * 0x9E37_79B9_7F4A_7C15L;
    announce.hash1 = swarm;
    announce.hash2 = swarm;
    announce.addressLow = 0xFFFF_0A00_0000L + peer;
    announce.port = 6881;
    announce.event = AnnounceEvent.NONE;
    announce.left = peer % 5 == 0 ? 1 : 0;
    announce.nowMinutes = clock.minutes();
    to.announce(announce, reply);
  }

  private void drain(Exchange from, boolean keep) {
    for (int shard = 0; shard < Exchange.SHARDS; shard++) {
      while (from.hasPending(shard)) {
        byte[] batch = from.take(shard);
        if (keep && batch != null) {
          batches.add(ByteBuffer.wrap(batch));
          shards.add(shard);
        }
      }
    }
  }

  private Exchange newExchange(PeerTable of, int indexBits) {
    ExchangeLimits limits = new ExchangeLimits(1 << 18, 1L << 28, 1 << indexBits, 1 << 24, 60);
    return new Exchange(of, clock, limits, new NoState(), random.nextLong());
  }

  private PeerTable newTable() {
    return new PeerTable(new PeerTableLimits(10_000_000, 1_000_000, 4_000_000, 45), 1);
  }
}

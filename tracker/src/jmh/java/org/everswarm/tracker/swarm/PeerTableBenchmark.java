package org.everswarm.tracker.swarm;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.everswarm.protocol.AnnounceEvent;
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
 * Announces to a full table, drawn as aquatic_udp_load_test draws them: torrent {@code i} of {@code
 * T} with weight {@code T/P + exp(6.5 - 500 i/T)}; three in four say completed, the rest started;
 * peers in a fixed order, again and again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgs = {"-Xms4g", "-Xmx4g"})
public class PeerTableBenchmark {

  private static final int BATCH = 32;

  @Param("1000000")
  int torrents;

  @Param("2000000")
  int peers;

  @Param("30")
  int numWant;

  private final PeerReply reply = new PeerReply(74);
  private final PeerAnnounce announce = new PeerAnnounce();
  private final SplittableRandom random = new SplittableRandom(1);
  private final PeerTable table =
      new PeerTable(new PeerTableLimits(10_000_000, 1_000_000, 4_000_000, 45), 1);
  private long[] hashes = {};
  private int[] torrentOf = {};
  private int[] portOf = {};
  private int next;

  /** Draws the peers, and announces each once. */
  @Setup(Level.Trial)
  public void fill() {
    hashes = random.longs(2L * torrents).toArray();
    double[] cumulative = new double[torrents];
    double sum = 0;
    for (int i = 0; i < torrents; i++) {
      sum += (double) torrents / peers + Math.exp(6.5 - 500.0 * i / torrents);
      cumulative[i] = sum;
    }
    torrentOf = new int[peers];
    portOf = new int[peers];
    for (int i = 0; i < peers; i++) {
      int at = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
      torrentOf[i] = Math.min(at < 0 ? -at - 1 : at, torrents - 1);
      portOf[i] = 1 + random.nextInt(65535);
    }
    announce.addressLow = 0xFFFF_7F00_0001L;
    announce.wantIpv4 = true;
    announce.numWant = numWant;
    long told = 0;
    for (int round = 0; round < 2; round++) {
      told = 0;
      for (int i = 0; i < peers; i++) {
        announce();
        told += reply.count4;
      }
    }
    System.out.println(table.stats() + ", peers told on average " + (double) told / peers);
  }

  /** An announce of a batch, whose swarms were all touched before the first. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long announceInBatches() {
    long touched = 0;
    for (int i = 0; i < BATCH; i++) {
      int torrent = torrentOf[(next + i) % peers];
      touched += table.touch(hashes[2 * torrent], hashes[2 * torrent + 1], torrent);
    }
    for (int i = 0; i < BATCH; i++) {
      touched += announce();
    }
    return touched;
  }

  /** One announce. */
  @Benchmark
  public int announce() {
    int peer = next++;
    if (next == peers) {
      next = 0;
    }
    int torrent = torrentOf[peer];
    announce.hash0 = hashes[2 * torrent];
    announce.hash1 = hashes[2 * torrent + 1];
    announce.hash2 = torrent;
    announce.addressLow = 0xFFFF_7F00_0001L + (peer & 3);
    announce.port = portOf[peer];
    boolean completed = random.nextInt(4) != 0;
    announce.event = completed ? AnnounceEvent.COMPLETED : AnnounceEvent.STARTED;
    announce.left = completed ? 0 : 50;
    table.announce(announce, reply);
    return reply.count4;
  }
}

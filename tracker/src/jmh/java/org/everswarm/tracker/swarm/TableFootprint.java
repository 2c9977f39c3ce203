package org.everswarm.tracker.swarm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Fills a table and prints what it costs: memory of the process per peer, expiry and saving per
 * stripe, restoring per peer.
 *
 * <p>Arguments: {@code equal} or {@code skewed} (see {@link PeerTableBenchmark}), torrents, peers.
 * Linux only: memory is VmRSS, less what it was when the
 * program began.
 */
public final class TableFootprint {

  private static final int NOW = 1000;
  private static final int MAX_AGE = 45;

  private final int torrents;
  private final int peers;
  private final double[] cumulative;
  private final SplittableRandom random = new SplittableRandom(1);
  private final PeerAnnounce announce = new PeerAnnounce();
  private final PeerReply reply = new PeerReply(74);

  private TableFootprint(boolean skewed, int torrents, int peers) {
    this.torrents = torrents;
    this.peers = peers;
    cumulative = new double[torrents];
    double sum = 0;
    for (int i = 0; i < torrents; i++) {
      double skew = skewed ? Math.exp(6.5 - 500.0 * i / torrents) : 0;
      sum += (double) torrents / peers + skew;
      cumulative[i] = sum;
    }
  }

  /** See above. */
  public static void main(String[] args) throws IOException {
    long before = residentBytes();
    boolean skewed = args[0].equals("skewed");
    TableFootprint run =
        new TableFootprint(skewed, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    run.measure(before);
  }

  private void measure(long before) throws IOException {
    long start = System.nanoTime();
    PeerTable table = table(1);
    for (int i = 0; i < peers; i++) {
      announce(table, i);
    }
    long perPeer = (System.nanoTime() - start) / peers;
    long filled = residentBytes();
    System.out.println(table.stats());
    print("filled, ns/peer", (double) perPeer);
    print("process before, MiB", before / 1048576.0);
    print("process after, MiB", filled / 1048576.0);
    print("bytes/peer", (double) (filled - before) / peers);
    print("bytes/peer in lines", 64.0 * table.parts.lines().inUse() / peers);
    print("bytes/peer in the table", (double) table.parts.memory().taken() / peers);
    expire(table);
    System.gc();
    print("bytes/peer after a full collection", (double) (residentBytes() - before) / peers);
    if (peers <= 50_000_000) {
      SwarmBuffer[] saved = save(table);
      for (int round = 0; round < 2; round++) {
        restore(saved, table(2));
      }
    }
  }

  private static void expire(PeerTable table) {
    for (int round = 0; round < 3; round++) {
      perStripe("expire", table, stripe -> table.expire(stripe, NOW + 1, MAX_AGE));
    }
  }

  /** As a snapshot may: one buffer a stripe. */
  private static SwarmBuffer[] save(PeerTable table) {
    SwarmBuffer[] saved = new SwarmBuffer[table.stripes()];
    Arrays.setAll(saved, stripe -> new SwarmBuffer());
    for (int round = 0; round < 3; round++) {
      for (SwarmBuffer buffer : saved) {
        buffer.clear();
      }
      perStripe("save", table, stripe -> table.save(stripe, saved[stripe]));
    }
    print("saved, MB", Arrays.stream(saved).mapToLong(SwarmBuffer::length).sum() / 1e6);
    return saved;
  }

  private static void perStripe(String what, PeerTable table, IntConsumer action) {
    long[] nanos = new long[table.stripes()];
    for (int stripe = 0; stripe < nanos.length; stripe++) {
      long begin = System.nanoTime();
      action.accept(stripe);
      nanos[stripe] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    print(what + ", us/stripe, median", nanos[nanos.length / 2] / 1e3);
    print(what + ", us/stripe, 99.9 %", nanos[nanos.length - 5] / 1e3);
    print(what + ", us/stripe, worst", nanos[nanos.length - 1] / 1e3);
  }

  private static void restore(SwarmBuffer[] saved, PeerTable into) {
    long added = 0;
    long start = System.nanoTime();
    for (SwarmBuffer stripe : saved) {
      ByteBuffer records = stripe.written();
      added += into.restore(records, NOW + 1, MAX_AGE, false);
    }
    print("restore, million peers/s", added * 1e3 / (System.nanoTime() - start));
  }

  private void announce(PeerTable table, int peer) {
    double drawn = random.nextDouble() * cumulative[torrents - 1];
    int at = Arrays.binarySearch(cumulative, drawn);
    int torrent = Math.min(at < 0 ? -at - 1 : at, torrents - 1);
    announce.hash0 = torrent * 0x9E37_79B9_7F4A_7C15L;
    announce.hash2 = torrent;
    announce.addressLow = 0xFFFF_0B00_0000L + peer;
    announce.port = 1 + (peer & 0x7FFF);
    announce.left = peer & 3;
    announce.nowMinutes = NOW;
    announce.wantIpv4 = true;
    announce.numWant = 30;
    table.announce(announce, reply);
  }

  private static PeerTable table(long seed) {
    return new PeerTable(new PeerTableLimits(250_000_000, 2_000_000, 40_000_000, MAX_AGE), seed);
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("/proc/self/status has no VmRSS");
  }

  private static void print(String what, double value) {
    System.out.printf("%-40s %,.2f%n", what, value);
  }
}

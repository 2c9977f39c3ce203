package org.everswarm.tracker.announce;

import static org.everswarm.tracker.gate.Receipts.BUNDLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.gate.GateDecision;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Receipts;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.gate.SipHash;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens for every packet costs no garbage, once the compiler has seen enough of it. */
class AllocationTest {

  private static final int BATCH = 50_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;

  AllocationTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void announcesToAnOpenTrackerAllocateNothing() throws IOException {
    try (Registry registry =
            Registry.open(directory.resolve("registry"), System::currentTimeMillis);
        Revocations revocations = Revocations.open(directory.resolve("revocations"), () -> 0)) {
      AnnouncePipeline pipeline =
          new AnnouncePipeline(
              Access.OPEN,
              registry,
              gate(revocations),
              new PeerTable(PeerTableLimits.defaults(), 1),
              Admissions.NONE,
              AnnounceSettings.defaults(),
              new IntervalStretch(1800, 0),
              InstantSource.system());
      // Some of those announced are denied.
      for (int i = 0; i < 10; i++) {
        registry.denials().deny(new InfoHash(i, 0, 0), "taken down");
      }
      PeerReply reply = pipeline.newReply();
      AnnounceRequest request = new AnnounceRequest();
      LoopCounters counters = new TrafficCounters().newLoop();
      settles(i -> announce(pipeline, request, reply, counters, i));
    }
  }

  @Test
  void decisionsOnKnownReceiptsAllocateNothing() throws IOException {
    try (Revocations revocations = Revocations.open(directory.resolve("revocations"), () -> 0)) {
      ReceiptGate gate = gate(revocations);
      var signer = Receipts.signer(1);
      gate.addKey(signer.publicKey());
      ReceiptToken token = Receipts.buyer(signer, 1);
      assertTrue(gate.verify(token, IpAddress.ofIpv4(1), genuine -> assertTrue(genuine)));
      Registration paid = new Registration(new InfoHash(1, 2, 3), Gate.PAID, BUNDLE, "film");
      settles(i -> assertEquals(GateDecision.ADMITTED, gate.decide(paid, token, false, 1)));
    }
  }

  @Test
  void limitsAllocateNothing() {
    SourceLimiter limiter = new SourceLimiter(1e6, 1000, 1000, new SipHash(1, 2));
    settles(i -> limiter.tryAcquire(0, 0xFFFF_0000_0000L | (i % 5000), i * 1_000_000L));
  }

  private interface Step {
    void run(int i);
  }

  private static void announce(
      AnnouncePipeline pipeline,
      AnnounceRequest request,
      PeerReply reply,
      LoopCounters counters,
      int i) {
    request.peer.hash0 = i % 100;
    request.peer.addressLow = 0xFFFF_0A00_0000L + i % 1000;
    request.peer.port = 6881;
    request.peer.left = i % 3;
    request.peer.numWant = 30;
    request.peer.wantIpv4 = true;
    AnnounceResult result = pipeline.announce(request, reply);
    counters.announced(Transport.UDP, true, result);
    counters.timed(Transport.UDP, i);
  }

  /** Runs batches until one of them leaves no garbage: the first ones are interpreted. */
  private static void settles(Step step) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long bytes;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < BATCH; i++) {
        step.run(i);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    } while (bytes > BATCH / 100 && System.nanoTime() < deadline);
    assertTrue(bytes <= BATCH / 100, bytes + " bytes in " + BATCH + " turns");
  }

  private static ReceiptGate gate(Revocations revocations) {
    return new ReceiptGate(
        GateSettings.defaults(), revocations, Runnable::run, () -> 0, new SplittableRandom(1));
  }
}

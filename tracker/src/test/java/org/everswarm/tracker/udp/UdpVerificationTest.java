package org.everswarm.tracker.udp;

import static org.everswarm.tracker.TestTracker.BUNDLE;
import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Announces whose signature waits for a worker that works when the test says so. */
@ParameterizedClass
@EnumSource(Loops.class)
class UdpVerificationTest {

  @Parameter Loops loops = Loops.BATCHES;

  private static final int PENDING_MAX = 2;

  private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
  private TestTracker tracker;
  private InetSocketAddress bound;

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(loops.vertx(), directory, work::add);
    UdpSettings settings =
        new UdpSettings(TestTracker.address("127.0.0.1", 0), 1 << 20, PENDING_MAX);
    UdpParts parts =
        new UdpParts(
            tracker.pipeline,
            ConnectionKey.generate(new SecureRandom()),
            TestTracker.unlimited(),
            TestTracker.unlimited(),
            tracker.counters,
            InstantSource.system(),
            System::nanoTime);
    bound = await(UdpFrontEnd.deploy(tracker.vertx, 1, settings, parts));
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  @Test
  void othersAreServedWhileASignatureIsChecked() {
    try (UdpClient buyer = new UdpClient("127.0.0.1", bound);
        UdpClient other = new UdpClient("127.0.0.1", bound)) {
      buyer.send(buyer.announcing(buyer.connect(), PAID, 1111, url()));
      assertTrue(buyer.receive().isEmpty());
      other.announce(other.connect(), FREE, 2222, "");

      runWork(1);
      assertEquals(1, ByteBuffer.wrap(buyer.receive(UdpClient.WAIT_MILLIS).orElseThrow()).getInt());
    }
  }

  @Test
  void aKnownReceiptNeedsNoWorker() {
    String url = url();
    try (UdpClient buyer = new UdpClient("127.0.0.1", bound)) {
      long id = buyer.connect();
      buyer.send(buyer.announcing(id, PAID, 1111, url));
      TestTracker.eventually(() -> work.size() == 1);
      runWork(1);
      assertTrue(buyer.receive(UdpClient.WAIT_MILLIS).isPresent());

      buyer.announce(id, PAID, 1111, url);
      assertEquals(0, work.size());
    }
  }

  @Test
  void moreThanMayWaitAreToldToComeBack() {
    try (UdpClient buyer = new UdpClient("127.0.0.1", bound)) {
      long id = buyer.connect();
      for (int i = 0; i < PENDING_MAX; i++) {
        buyer.send(buyer.announcing(id, PAID, 1111 + i, url()));
      }
      TestTracker.eventually(() -> work.size() == PENDING_MAX);
      assertEquals(AnnounceResult.BUSY.reason(), buyer.refusal(id, PAID, url()));

      runWork(PENDING_MAX);
      for (int i = 0; i < PENDING_MAX; i++) {
        assertEquals(
            1, ByteBuffer.wrap(buyer.receive(UdpClient.WAIT_MILLIS).orElseThrow()).getInt());
      }
      buyer.send(buyer.announcing(id, PAID, 1111, url()));
      TestTracker.eventually(() -> work.size() == 1);
      runWork(1);
      assertEquals(1, ByteBuffer.wrap(buyer.receive(UdpClient.WAIT_MILLIS).orElseThrow()).getInt());
    }
    assertEquals(1, tracker.counters.announces(Transport.UDP, true, AnnounceResult.BUSY));
    assertEquals(3, tracker.counters.announces(Transport.UDP, true, AnnounceResult.OK));
  }

  @Test
  void aVerdictAfterTheListenerIsGoneGoesNowhere() {
    try (UdpClient buyer = new UdpClient("127.0.0.1", bound)) {
      buyer.send(buyer.announcing(buyer.connect(), PAID, 1111, url()));
      TestTracker.eventually(() -> work.size() == 1);
      tracker.vertx.deploymentIDs().forEach(id -> await(tracker.vertx.undeploy(id)));

      runWork(1);
      assertTrue(buyer.receive().isEmpty());
    }
  }

  private String url() {
    return "/announce?receipt=" + tracker.receipt(BUNDLE).text();
  }

  private void runWork(int jobs) {
    for (int i = 0; i < jobs; i++) {
      work.remove().run();
    }
  }
}

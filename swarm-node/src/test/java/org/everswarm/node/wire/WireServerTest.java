package org.everswarm.node.wire;

import static org.everswarm.node.wire.WireFixture.FREE;
import static org.everswarm.node.wire.WireFixture.GATED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.everswarm.node.admission.Admission;
import org.everswarm.node.admission.AdmissionLimits;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.admission.Revoked;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.Revocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The wire over real sockets. Time-outs run by a clock that the tests may put forward; real time is
 * asked for liveness alone, with patience.
 */
@Timeout(240)
class WireServerTest {

  private static final long RECEIPT = 7;
  private static final InetAddress HERE = address("127.0.0.1");
  private static final InetAddress HERE6 = address("::1");

  /** All peers of these tests have one address, noisy and honest ones. */
  private static final int HANDSHAKES = 320;

  private static final WireLimits LIMITS =
      new WireLimits(1_000, 500, 1_000, HANDSHAKES, 256, 1_000, 60);
  private static final int SIZE = 9 * (1 << 20) + 12_345;

  private final MemoryTorrent gated = new MemoryTorrent(GATED, Gate.PAID, 256 << 10, SIZE);
  private final MemoryTorrent free = new MemoryTorrent(FREE, Gate.FREE, 256 << 10, SIZE);
  private final Receipts receipts = new Receipts(Runnable::run, 1, List.of());
  private final Denials denials = new Denials(infoHash -> true);
  private final Admissions admissions =
      new Admissions(AdmissionLimits.defaults(), receipts, denials, InstantSource.system());
  private final WireCounters counters = new WireCounters();
  private final AtomicLong nowMillis = new AtomicLong();
  private Vertx vertx;
  private Wire wire;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.builder().with(new VertxOptions().setPreferNativeTransport(true)).build();
    wire =
        new Wire(
            new WireSettings(
                List.of(new InetSocketAddress(HERE, 0), new InetSocketAddress(HERE6, 0)),
                LIMITS,
                WireTimes.defaults()),
            infoHash -> infoHash.equals(GATED) ? gated : infoHash.equals(FREE) ? free : null,
            admissions,
            counters,
            new Random(),
            nowMillis::get,
            InstantSource.system());
    DeploymentOptions two = new DeploymentOptions().setInstances(2);
    vertx.deployVerticle(wire::newServer, two).await(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    eventually(() -> counters.connections(Direction.INBOUND) == 0);
    eventually(() -> wire.pending(Direction.INBOUND).taken() == 0 && wire.served().taken() == 0);
  }

  private static InetAddress address(String literal) {
    return IpAddress.parse(literal).orElseThrow().toInetAddress();
  }

  private SocketPeer caller() throws IOException {
    return SocketPeer.connect(HERE, wire.port());
  }

  private void admit(int port, long receipt) {
    Endpoint peer = new Endpoint(IpAddress.of(HERE), port);
    admissions.admit(new Admission(GATED, peer, receipt, Instant.now().getEpochSecond() + 3_600));
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "did not happen within 60 s");
      Thread.sleep(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 8", "true, 500", "false, 64"})
  void anAdmittedPeerDownloadsEverything(boolean fast, int depth) throws Exception {
    admit(1, RECEIPT);
    try (SocketPeer peer = caller()) {
      peer.sendHandshake(GATED, fast);
      assertEquals(GATED, peer.readHandshake().infoHash());
      assertArrayEquals(gated.content, peer.download(gated, depth));
    }
    eventually(() -> counters.servedBytes() == SIZE);
  }

  @Test
  void twentyPeersDownloadEverythingAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(20);
    Callable<byte[]> download =
        () -> {
          try (SocketPeer peer = caller()) {
            peer.sendHandshake(FREE, true);
            peer.readHandshake();
            return peer.download(free, 100);
          }
        };
    List<Future<byte[]>> downloads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      downloads.add(threads.submit(download));
    }
    for (Future<byte[]> done : downloads) {
      assertArrayEquals(free.content, done.get());
    }
    threads.shutdown();
  }

  @Test
  void callsAndIsCalledOverIpv6() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, HERE6)) {
      listener.setSoTimeout(SocketPeer.PATIENCE_MILLIS);
      Endpoint there = new Endpoint(IpAddress.of(HERE6), listener.getLocalPort());
      admissions.admit(new Admission(GATED, there, RECEIPT, Instant.now().getEpochSecond() + 60));
      try (SocketPeer called = new SocketPeer(listener.accept());
          SocketPeer caller = SocketPeer.connect(HERE6, wire.port())) {
        assertEquals(HERE6, called.socket.getInetAddress());
        called.readHandshake();
        called.sendHandshake(GATED, true);
        assertArrayEquals(gated.content, called.download(gated, 200));
        caller.sendHandshake(GATED, true);
        caller.readHandshake();
        assertArrayEquals(gated.content, caller.download(gated, 200));
      }
    }
  }

  @Test
  void aHeldCallerIsServedWhenItsAdmissionComes() throws Exception {
    try (SocketPeer peer = caller()) {
      peer.sendHandshake(GATED, true);
      eventually(() -> admissions.holding() == 1);
      assertEquals(0, peer.in.available());
      admit(1, RECEIPT);
      peer.readHandshake();
      assertArrayEquals(gated.content, peer.download(gated, 100));
    }
  }

  @Test
  void aCallerWithoutAdmissionIsClosedAfterThreeSecondsWithoutAByte() throws Exception {
    try (SocketPeer peer = caller()) {
      peer.sendHandshake(GATED, true);
      eventually(() -> admissions.holding() == 1);
      nowMillis.addAndGet(2_999);
      peer.assertSilent();
      // The whole time: it may have been held a moment before the deadline was set.
      nowMillis.addAndGet(3_000);
      assertEquals(0, peer.readToEnd());
    }
    assertEquals(0, counters.servedBytes());
  }

  @Test
  void anEncryptedHandshakeIsClosedAtOnce() throws Exception {
    try (SocketPeer peer = caller()) {
      byte[] noise = new byte[96];
      new Random(1).nextBytes(noise);
      noise[0] = 0x55;
      // The clock stands still: it is no time-out that closes.
      peer.send(Unpooled.wrappedBuffer(noise));
      assertEquals(0, peer.readToEnd());
    }
  }

  @Test
  void aHandshakeThatDripsIsClosedAfterThreeSeconds() throws Exception {
    try (SocketPeer peer = caller()) {
      peer.send(FakePeer.handshake(FREE, true, true).slice(0, 67));
      eventually(() -> wire.pending(Direction.INBOUND).taken() == 1);
      nowMillis.addAndGet(wire.times().handshake() - 1);
      peer.assertSilent();
      // The whole time: the place may have been taken a moment before the deadline was set.
      nowMillis.addAndGet(wire.times().handshake());
      assertEquals(0, peer.readToEnd());
    }
  }

  @Test
  void oneAddressHasOnlySoManyHandshakesAtATime() throws Exception {
    List<SocketPeer> idle = new ArrayList<>();
    for (int i = 0; i < HANDSHAKES; i++) {
      idle.add(caller());
    }
    eventually(() -> wire.pending(Direction.INBOUND).taken() == HANDSHAKES);
    try (SocketPeer excess = caller()) {
      assertEquals(0, excess.readToEnd());
      assertEquals(1, counters.handshakes(Direction.INBOUND, HandshakeResult.CROWDED));
    }
    for (SocketPeer peer : idle) {
      peer.close();
    }
  }

  @Test
  void anAdmittedPeerIsCalledAndServed() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, HERE)) {
      listener.setSoTimeout(SocketPeer.PATIENCE_MILLIS);
      admit(listener.getLocalPort(), RECEIPT);
      try (SocketPeer peer = new SocketPeer(listener.accept())) {
        assertEquals(GATED, peer.readHandshake().infoHash());
        peer.sendHandshake(GATED, true);
        String extension =
            new String(peer.readUntil(MessageId.EXTENDED), StandardCharsets.ISO_8859_1);
        assertTrue(extension.contains("1:pi" + wire.port() + "e"), extension);
        assertArrayEquals(gated.content, peer.download(gated, 250));

        admit(listener.getLocalPort(), RECEIPT);
        listener.setSoTimeout(500);
        assertThrows(SocketTimeoutException.class, listener::accept);
        eventually(() -> counters.dialsSkipped() == 1);
      }
      eventually(() -> wire.served().taken() == 0);
      listener.setSoTimeout(SocketPeer.PATIENCE_MILLIS);
      admit(listener.getLocalPort(), RECEIPT);
      listener.accept().close();
    }
  }

  @Test
  void aPeerThatDoesNotTakeTheCallIsCalledOnce() throws Exception {
    try (Socket deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(HERE, 0));
      admit(deaf.getLocalPort(), RECEIPT);
      eventually(() -> counters.handshakes(Direction.OUTBOUND, HandshakeResult.UNREACHABLE) == 1);
    }
    admit(1023, RECEIPT);
    eventually(() -> counters.dialsSkipped() == 1);
  }

  @Test
  void oneAddressIsCalledOnlySoOften() throws Exception {
    for (int i = 0; i < 200; i++) {
      admit(20_000 + i, RECEIPT);
    }
    eventually(() -> counters.handshakes(Direction.OUTBOUND, HandshakeResult.UNREACHABLE) >= 60);
    eventually(() -> counters.dialsSkipped() == 140);
  }

  @Test
  void revokingOneAmongManyCutsItsTransfers() throws Exception {
    admit(1, RECEIPT);
    admit(2, RECEIPT + 1);
    try (SocketPeer peer = caller()) {
      peer.sendHandshake(GATED, true);
      peer.readHandshake();
      peer.readUntil(MessageId.UNCHOKE);
      for (int i = 0; i < 500; i++) {
        peer.request(new BlockRequest(i / 16, i % 16 * BlockRequest.MAX_LENGTH, 16 << 10));
      }
      peer.readUntil(MessageId.PIECE);
      // Another live admission of the address keeps it.
      receipts.revoke(Revoked.forEver(RECEIPT));
      peer.readUntil(MessageId.PIECE);
      receipts.revoke(LongStream.rangeClosed(1, 100_000).mapToObj(Revocation::forEver).toList());
      eventually(() -> counters.closed(CloseReason.ADMISSION_GONE) == 1);
      assertTrue(peer.readToEnd() < 500L * BlockRequest.MAX_LENGTH);
    }
  }

  @Test
  void theEndOfAnAdmissionCutsAndNotBefore() throws Exception {
    Endpoint peerEnd = new Endpoint(IpAddress.of(HERE), 1);
    long until = Instant.now().getEpochSecond() + 9;
    admissions.admit(new Admission(GATED, peerEnd, RECEIPT, until));
    try (SocketPeer peer = caller()) {
      peer.sendHandshake(GATED, true);
      peer.readHandshake();
      peer.readToEnd();
      long lateMillis = Instant.now().toEpochMilli() - until * 1_000;
      assertTrue(lateMillis >= 0 && lateMillis < 60_000, lateMillis + " ms");
    }
  }

  @Test
  void honestPeersAreServedWhileOthersSendNoise() throws Exception {
    admit(1, RECEIPT);
    Random random = new Random(42);
    for (int i = 0; i < 300; i++) {
      try (SocketPeer noisy = caller()) {
        ByteBuf noise =
            i % 3 == 0 ? Unpooled.buffer() : FakePeer.handshake(GATED, i % 2 == 0, true);
        byte[] bytes = new byte[random.nextInt(3_000)];
        random.nextBytes(bytes);
        noise.writeBytes(bytes);
        noisy.send(noise);
        if (i % 50 == 0) {
          try (SocketPeer honest = caller()) {
            honest.sendHandshake(GATED, true);
            honest.readHandshake();
            assertArrayEquals(gated.content, honest.download(gated, 100));
          }
        }
      } catch (SocketException reset) {
        // The noisy one was cut off while it still talked.
      }
    }
    eventually(() -> wire.served().taken() == 0);
    assertEquals(0, counters.closed(CloseReason.FAULT));
  }
}

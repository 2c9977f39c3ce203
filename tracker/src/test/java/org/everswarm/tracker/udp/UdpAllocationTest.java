package org.everswarm.tracker.udp;

import static org.everswarm.tracker.TestTracker.BUNDLE;
import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.UNKNOWN;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.datagram.NativeSocket;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.protocol.udp.UdpRequest;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the event loop of a listener allocates while it answers, from the socket and back. */
class UdpAllocationTest {

  private static final int BATCH = 64;
  private static final int BATCHES = 400;
  private static final int RECEIPTS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestTracker tracker;
  private NativeSocket socket;
  private DatagramBatch client;
  private volatile long loopThread;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    tracker = TestTracker.start(Loops.BATCHES.vertx(), directory);
    UdpParts parts =
        new UdpParts(
            tracker.pipeline,
            ConnectionKey.generate(new SecureRandom()),
            TestTracker.limiter(1e9, Integer.MAX_VALUE),
            TestTracker.limiter(1e9, Integer.MAX_VALUE),
            tracker.counters,
            new LoopClock(),
            System::nanoTime);
    UdpSettings settings = UdpSettings.of(TestTracker.address("127.0.0.1", 0));
    InetSocketAddress bound = await(UdpFrontEnd.deploy(tracker.vertx, 1, settings, parts));
    socket = NativeSocket.open(false);
    socket.connect(bound);
    client = DatagramBatch.client(socket.fd(), BATCH, UdpPacket.BYTES_MAX);
  }

  @AfterEach
  void stop() throws Exception {
    socket.close();
    tracker.close();
  }

  @Test
  void connectsAllocateNothing() {
    settles(UdpLayout.ACTION_CONNECT, i -> new UdpRequest.Connect(i));
  }

  @Test
  void announcesAllocateNothing() {
    long id = connect();
    settles(UdpLayout.ACTION_ANNOUNCE, i -> announce(id, i, FREE, ""));
  }

  @Test
  void announcesWithKnownReceiptsAllocateNothing() throws Exception {
    long id = connect();
    ReceiptToken[] receipts = new ReceiptToken[RECEIPTS];
    CountDownLatch genuine = new CountDownLatch(RECEIPTS);
    for (int i = 0; i < RECEIPTS; i++) {
      receipts[i] = tracker.receipt(BUNDLE);
      IpAddress source = IpAddress.ofIpv4(i << 8);
      tracker.pipeline.verify(
          receipts[i],
          source,
          result -> {
            if (result == AnnounceResult.OK) {
              genuine.countDown();
            }
          });
    }
    assertTrue(genuine.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "receipts checked");
    settles(
        UdpLayout.ACTION_ANNOUNCE,
        i -> announce(id, i, PAID, "/announce?receipt=" + receipts[i % RECEIPTS].text()));
  }

  @Test
  void refusalsAllocateNothing() {
    long id = connect();
    settles(UdpLayout.ACTION_ERROR, i -> announce(id, i, i % 2 == 0 ? UNKNOWN : PAID, ""));
  }

  @Test
  void scrapesAllocateNothing() {
    long id = connect();
    settles(
        UdpLayout.ACTION_SCRAPE, i -> new UdpRequest.Scrape(id, i, List.of(FREE, UNKNOWN, PAID)));
  }

  private static UdpRequest announce(long id, int i, InfoHash hash, String url) {
    PeerId peer = new PeerId(1, 2, 3);
    return new UdpRequest.Announce(
        id, i, hash, peer, 0, i % 3, 0, AnnounceEvent.NONE, 0, 0, 30, 1000 + i, url);
  }

  private long connect() {
    exchange(new byte[][] {encoded(new UdpRequest.Connect(1))}, UdpLayout.ACTION_CONNECT);
    return client.received().getLong(client.start(0) + 8);
  }

  /** Asks until the loop leaves no garbage: the first answers are interpreted. */
  private void settles(int action, IntFunction<UdpRequest> request) {
    byte[][] requests = new byte[BATCH][];
    for (int i = 0; i < BATCH; i++) {
      requests[i] = encoded(request.apply(i));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long bytes;
    do {
      exchange(requests, action);
      long before = threads.getThreadAllocatedBytes(loopThread);
      for (int i = 0; i < BATCHES; i++) {
        exchange(requests, action);
      }
      bytes = threads.getThreadAllocatedBytes(loopThread) - before;
    } while (bytes > BATCH * BATCHES / 100 && System.nanoTime() < deadline);
    assertTrue(
        bytes <= BATCH * BATCHES / 100, bytes + " bytes for " + BATCH * BATCHES + " packets");
  }

  /** One batch of requests, and all of the replies. */
  private void exchange(byte[][] requests, int action) {
    for (byte[] request : requests) {
      client.outgoing().setBytes(client.next(), request);
      client.queue(request.length);
    }
    assertEquals(requests.length, client.send());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int replies = 0;
    while (replies < requests.length) {
      int count = client.receive();
      for (int i = 0; i < count; i++) {
        assertEquals(action, client.received().getInt(client.start(i)));
      }
      replies += count;
      assertTrue(count > 0 || System.nanoTime() < deadline, "a reply is missing");
    }
  }

  private static byte[] encoded(UdpRequest request) {
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    return ByteBufUtil.getBytes(out);
  }

  /** Tells which thread asks for the time of a batch. */
  private final class LoopClock implements InstantSource {

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public long millis() {
      loopThread = Thread.currentThread().getId();
      return System.currentTimeMillis();
    }
  }
}

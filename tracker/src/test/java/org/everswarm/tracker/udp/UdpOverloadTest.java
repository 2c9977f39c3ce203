package org.everswarm.tracker.udp;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.datagram.DatagramException;
import org.everswarm.protocol.datagram.NativeSocket;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.DropReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One network sends proven announces as fast as it can, another a few. */
class UdpOverloadTest {

  private static final int ANNOUNCES = 200;

  private final AtomicBoolean flooding = new AtomicBoolean(true);

  @Test
  void anHonestNetworkIsServedWhileAnotherFloods(@TempDir Path directory) throws Exception {
    try (TestTracker tracker = TestTracker.start(Loops.BATCHES.vertx(), directory)) {
      InetSocketAddress bound = listen(tracker);
      try (UdpClient honest = new UdpClient("127.0.2.1", bound);
          NativeSocket flooder = connected("127.0.1.1", bound)) {
        long id = honest.connect();
        byte[] packet = floodPacket(bound);
        Thread flood = new Thread(() -> flood(flooder, packet), "flood");
        flood.setDaemon(true);
        flood.start();
        TestTracker.eventually(() -> tracker.counters.drops(DropReason.SHED) > 100_000);
        int served = 0;
        for (int i = 0; i < ANNOUNCES; i++) {
          honest.send(honest.announcing(id, FREE, 1111, ""));
          // Long enough for a loop that is held up: what is late is not shed.
          served += honest.receive(2000).isPresent() ? 1 : 0;
        }
        flooding.set(false);
        flood.join(TimeUnit.SECONDS.toMillis(20));

        int answered = served;
        assertTrue(served > ANNOUNCES * 9 / 10, () -> answered + " of " + ANNOUNCES);
      }
    }
  }

  private void flood(NativeSocket flooder, byte[] packet) {
    DatagramBatch batch = DatagramBatch.client(flooder.fd(), 64, UdpPacket.BYTES_MAX);
    while (flooding.get()) {
      while (batch.room() > 0) {
        batch.outgoing().setBytes(batch.next(), packet);
        batch.queue(packet.length);
      }
      batch.send();
      batch.receive();
    }
  }

  private static byte[] floodPacket(InetSocketAddress bound) {
    ByteBuf out = Unpooled.buffer();
    try (UdpClient client = new UdpClient("127.0.1.1", bound)) {
      client.announcing(client.connect(), FREE, 2222, "").encode(out);
    }
    return ByteBufUtil.getBytes(out);
  }

  private static NativeSocket connected(String local, InetSocketAddress server)
      throws DatagramException {
    NativeSocket socket = NativeSocket.open(false);
    socket.bind(TestTracker.address(local, 0));
    socket.connect(server);
    return socket;
  }

  private static InetSocketAddress listen(TestTracker tracker) {
    UdpParts parts =
        new UdpParts(
            tracker.pipeline,
            ConnectionKey.generate(new SecureRandom()),
            TestTracker.limiter(1e9, Integer.MAX_VALUE),
            TestTracker.limiter(1e9, Integer.MAX_VALUE),
            tracker.counters,
            InstantSource.system(),
            System::nanoTime);
    UdpSettings settings = UdpSettings.of(TestTracker.address("127.0.0.1", 0));
    return await(UdpFrontEnd.deploy(tracker.vertx, 1, settings, parts));
  }
}

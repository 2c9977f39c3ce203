package org.everswarm.tracker.udp;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.everswarm.tracker.LogWatch;
import org.everswarm.tracker.TestTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever comes, honest clients are served, liars gain nothing, and no buffer is lost. */
@ParameterizedClass
@EnumSource(Loops.class)
class UdpFloodTest {

  @Parameter Loops loops = Loops.BATCHES;

  private static final int PACKETS = 30_000;

  private final SplittableRandom random = new SplittableRandom(20141217);
  private TestTracker tracker;
  private InetSocketAddress bound;

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(loops.vertx(), directory);
    UdpParts parts =
        new UdpParts(
            tracker.pipeline,
            ConnectionKey.generate(new SecureRandom()),
            TestTracker.unlimited(),
            TestTracker.unlimited(),
            tracker.counters,
            InstantSource.system(),
            System::nanoTime);
    bound =
        await(
            UdpFrontEnd.deploy(
                tracker.vertx, 2, UdpSettings.of(TestTracker.address("127.0.0.1", 0)), parts));
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  @Test
  void servesHonestClientsThroughAFloodOfRubbishAndLosesNoBuffer() throws Exception {
    AtomicBoolean flooding = new AtomicBoolean(true);
    AtomicInteger sent = new AtomicInteger();
    try (LogWatch log = new LogWatch();
        UdpClient honest = new UdpClient("127.0.0.1", bound);
        UdpClient flooder = new UdpClient("127.0.0.1", bound)) {
      long proven = flooder.connect();
      Thread flood = new Thread(() -> flood(flooder, proven, flooding, sent), "flood");
      flood.start();
      int served = 0;
      while (sent.get() < PACKETS || (served == 0 && sent.get() < 100 * PACKETS)) {
        served += announcedWithRetries(honest) ? 1 : 0;
      }
      flooding.set(false);
      flood.join();

      assertTrue(served > 0, "served during the flood");
      assertTrue(servedInTheEnd(honest), "served after the flood");
      log.assertQuietAndNoLeak();
    }
  }

  private static boolean servedInTheEnd(UdpClient client) {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (announcedWithRetries(client)) {
        return true;
      }
    }
    return false;
  }

  private void flood(UdpClient flooder, long proven, AtomicBoolean flooding, AtomicInteger sent) {
    while (flooding.get()) {
      flooder.send(rubbish(random.nextBoolean() ? proven : random.nextLong()));
      sent.incrementAndGet();
    }
  }

  /** As BEP 15 wants it: UDP may lose a packet, above all in a flood. */
  private static boolean announcedWithRetries(UdpClient client) {
    while (client.receive(1).isPresent()) {
      // Replies to what was given up for lost would be taken for those that are to come.
    }
    client.send(new UdpRequest.Connect(client.nextTransactionId()));
    Optional<UdpReply> reply = client.receive().map(UdpFloodTest::reply);
    if (reply.isEmpty() || !(reply.get() instanceof UdpReply.ConnectReply connected)) {
      return false;
    }
    client.send(client.announcing(connected.connectionId(), FREE, 1111, ""));
    return client.receive().map(UdpFloodTest::reply).orElse(null) instanceof UdpReply.AnnounceReply;
  }

  private static UdpReply reply(byte[] bytes) {
    UdpReply reply = UdpReply.decode(Unpooled.wrappedBuffer(bytes), false);
    if (reply == null) {
      throw new AssertionError("a reply that cannot be read");
    }
    return reply;
  }

  private byte[] rubbish(long connectionId) {
    byte[] packet =
        switch (random.nextInt(4)) {
          case 0 -> new byte[random.nextInt(200)];
          case 1 -> new byte[random.nextInt(1600)];
          case 2 -> announce(connectionId);
          default -> new byte[16 + 20 * random.nextInt(76)];
        };
    if (packet.length < 16 || random.nextInt(4) == 0) {
      random.nextBytes(packet);
      return packet;
    }
    ByteBuffer.wrap(packet).putLong(connectionId).putInt(random.nextInt(-1, 4));
    for (int flips = random.nextInt(4); flips > 0; flips--) {
      packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return packet;
  }

  private byte[] announce(long connectionId) {
    String token = tracker.forgery().text();
    byte[] text = token.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    text[random.nextInt(text.length)] = (byte) random.nextInt();
    ByteBuf out = Unpooled.buffer();
    try (UdpClient any = new UdpClient("127.0.0.1", bound)) {
      any.announcing(connectionId, PAID, 1111, "/announce?receipt=" + token).encode(out);
    }
    byte[] packet = ByteBufUtil.getBytes(out);
    if (random.nextBoolean()) {
      System.arraycopy(text, 0, packet, packet.length - text.length, text.length);
    }
    return packet;
  }

  @Test
  void neverSendsMoreToAnUnprovenAddressThanItSent() {
    try (UdpClient liar = new UdpClient("127.0.0.1", bound)) {
      int answers = 0;
      for (int i = 0; i < 3000; i++) {
        byte[] packet = new byte[random.nextInt(120)];
        random.nextBytes(packet);
        if (packet.length >= 16) {
          ByteBuffer.wrap(packet)
              .putLong(random.nextBoolean() ? 0x41727101980L : random.nextLong())
              .putInt(random.nextInt(4));
        }
        liar.send(packet);
        Optional<byte[]> answer = liar.receive(1);
        answers += isConnectReply(answer) ? 1 : 0;
      }
      for (Optional<byte[]> late = liar.receive(); late.isPresent(); late = liar.receive()) {
        answers += isConnectReply(late) ? 1 : 0;
      }
      assertTrue(answers > 10, "only connect requests were answered, but those were");
    }
  }

  private static boolean isConnectReply(Optional<byte[]> answer) {
    answer.ifPresent(bytes -> assertEquals(16, bytes.length));
    answer.ifPresent(bytes -> assertEquals(0, ByteBuffer.wrap(bytes).getInt()));
    return answer.isPresent();
  }
}

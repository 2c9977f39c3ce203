package org.everswarm.protocol.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramBatchTest {

  private static final int SLOTS = 8;
  private static final int SLOT_BYTES = 100;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final List<NativeSocket> open = new ArrayList<>();

  @BeforeEach
  void needsLinux() {
    assumeTrue(DatagramBatch.available(), () -> String.valueOf(DatagramBatch.missing()));
  }

  @AfterEach
  void close() {
    open.forEach(NativeSocket::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsWhoSentEachDatagramAndAnswersIt(boolean ipv6) throws Exception {
    NativeSocket served = bound(ipv6);
    DatagramBatch server = DatagramBatch.server(served.fd(), ipv6, SLOTS, SLOT_BYTES);
    NativeSocket[] clients = {connected(served), connected(served)};
    DatagramBatch[] batches = {client(clients[0]), client(clients[1])};
    write(batches[0], "one");
    write(batches[0], "two");
    assertEquals(2, batches[0].send());
    write(batches[1], "three");
    assertEquals(1, batches[1].send());

    assertEquals(3, awaited(server, 3));
    IpAddress loopback = IpAddress.of(served.localAddress().getAddress());
    for (int i = 0; i < 3; i++) {
      assertEquals(loopback, new IpAddress(server.sourceHigh(i), server.sourceLow(i)));
      assertEquals(clients[i / 2].localAddress().getPort(), server.sourcePort(i));
      assertFalse(server.truncated(i));
      server.reply(i, put(server, "re " + text(server, i)));
    }
    assertEquals(3, server.send());

    assertEquals(2, awaited(batches[0], 2));
    assertEquals("re one", text(batches[0], 0));
    assertEquals("re two", text(batches[0], 1));
    assertEquals(1, awaited(batches[1], 1));
    assertEquals("re three", text(batches[1], 0));
    assertEquals(0, server.errors() + server.full());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersASenderOfLongAgo(boolean ipv6) throws Exception {
    NativeSocket served = bound(ipv6);
    DatagramBatch server = DatagramBatch.server(served.fd(), ipv6, SLOTS, SLOT_BYTES);
    DatagramBatch first = client(connected(served));
    write(first, "slow");
    first.send();
    assertEquals(1, awaited(server, 1));
    DatagramAddress kept = server.source(0);
    DatagramBatch second = client(connected(served));
    write(second, "quick");
    second.send();
    assertEquals(1, awaited(server, 1));

    server.reply(0, put(server, "done"));
    server.reply(kept, put(server, "done at last"));
    assertEquals(2, server.send());

    assertEquals(1, awaited(first, 1));
    assertEquals("done at last", text(first, 0));
    assertEquals(1, awaited(second, 1));
    assertEquals("done", text(second, 0));
  }

  @Test
  void readsNoMoreAtOnceThanItHasSlots() throws Exception {
    NativeSocket served = bound(false);
    DatagramBatch server = DatagramBatch.server(served.fd(), false, SLOTS, SLOT_BYTES);
    DatagramBatch client = client(connected(served));
    for (int i = 0; i < SLOTS + 3; i++) {
      write(client, "datagram " + i);
      client.send();
    }

    assertEquals(SLOTS, awaited(server, SLOTS));
    assertEquals("datagram 0", text(server, 0));
    assertEquals("datagram 7", text(server, 7));
    assertEquals(3, awaited(server, 3));
    assertEquals("datagram 8", text(server, 0));
    assertEquals(0, server.receive());
  }

  @Test
  void tellsACutDatagramFromOneThatFits() throws Exception {
    NativeSocket served = bound(false);
    DatagramBatch server = DatagramBatch.server(served.fd(), false, SLOTS, SLOT_BYTES);
    DatagramBatch client = DatagramBatch.client(connected(served).fd(), SLOTS, SLOT_BYTES * 2);
    write(client, "x".repeat(SLOT_BYTES));
    write(client, "y".repeat(SLOT_BYTES + 1));
    write(client, "");
    client.send();

    assertEquals(3, awaited(server, 3));
    assertFalse(server.truncated(0));
    assertEquals(SLOT_BYTES, server.length(0));
    assertTrue(server.truncated(1));
    assertEquals(SLOT_BYTES, server.length(1));
    assertFalse(server.truncated(2), "the flag is of each datagram");
    assertEquals(0, server.length(2));
  }

  @Test
  void sendsOnBehindADatagramThatTheSystemRefuses() throws Exception {
    NativeSocket served = bound(false);
    DatagramBatch server = DatagramBatch.server(served.fd(), false, SLOTS, SLOT_BYTES);
    DatagramBatch client = client(connected(served));
    write(client, "hello");
    client.send();
    assertEquals(1, awaited(server, 1));

    DatagramAddress nobody = new DatagramAddress(0, server.sourceLow(0), 0, 0);
    server.reply(nobody, put(server, "port 0"));
    server.reply(0, put(server, "first"));
    server.reply(nobody, put(server, "port 0"));
    server.reply(0, put(server, "second"));
    assertEquals(2, server.send());

    assertEquals(2, server.errors());
    assertEquals(2, awaited(client, 2));
    assertEquals("first", text(client, 0));
    assertEquals("second", text(client, 1));
  }

  @Test
  void aRefusedConnectionIsCountedAndPasses() throws Exception {
    NativeSocket served = bound(false);
    DatagramBatch client = client(connected(served));
    served.close();
    write(client, "anybody?");
    client.send();

    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (client.errors() == 0 && System.nanoTime() < deadline) {
      assertEquals(0, client.receive());
    }
    assertEquals(1, client.errors());
  }

  @Test
  void dropsAndCountsWhatTheSystemHasNoRoomFor() {
    try (SocketPair pair = new SocketPair()) {
      DatagramBatch sender = DatagramBatch.client(pair.first, 64, SLOT_BYTES);
      DatagramBatch receiver = DatagramBatch.client(pair.second, 64, SLOT_BYTES);
      int taken = 0;
      for (int batch = 0; batch < 10; batch++) {
        for (int i = 0; i < 64; i++) {
          write(sender, "datagram " + (batch * 64 + i));
        }
        taken += sender.send();
        assertEquals(64, sender.room(), "nothing stays queued");
      }

      assertEquals(640, taken + sender.full());
      assertNotEquals(0, sender.full());
      assertEquals(0, sender.errors());
      assertEquals(Math.min(taken, 64), receiver.receive());
      assertEquals("datagram 0", text(receiver, 0));
    }
  }

  @Test
  void refusesMoreThanItHasRoomFor() throws Exception {
    NativeSocket served = bound(false);
    DatagramBatch client = client(connected(served));
    assertThrows(IllegalStateException.class, () -> client.queue(SLOT_BYTES + 1));
    for (int i = 0; i < SLOTS; i++) {
      write(client, "fits");
    }
    assertEquals(0, client.room());
    assertThrows(IllegalStateException.class, client::next);
    assertThrows(IllegalStateException.class, () -> client.queue(1));
    assertThrows(IllegalStateException.class, () -> client.sourcePort(0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allocatesNothing(boolean ipv6) throws Exception {
    NativeSocket served = bound(ipv6);
    DatagramBatch server = DatagramBatch.server(served.fd(), ipv6, SLOTS, SLOT_BYTES);
    DatagramBatch client = client(connected(served));
    exchange(server, client, 20_000);

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    int batches = 20_000;
    long before = threads.getCurrentThreadAllocatedBytes();
    exchange(server, client, batches);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < batches, () -> allocated + " bytes in " + batches + " batches");
  }

  private static void exchange(DatagramBatch server, DatagramBatch client, int batches) {
    for (int n = 0; n < batches; n++) {
      ByteBuf request = client.outgoing();
      request.setLong(client.next(), n);
      client.queue(16);
      client.send();
      int count = server.receive();
      for (int i = 0; i < count; i++) {
        long sum = server.sourceHigh(i) + server.sourceLow(i) + server.sourcePort(i);
        server.outgoing().setLong(server.next(), sum);
        server.reply(i, server.length(i));
      }
      server.send();
      client.receive();
    }
  }

  @Test
  void aSocketKeepsItsAddressToItselfUnlessBothShare() throws Exception {
    NativeSocket first = bound(false);
    NativeSocket second = opened(false);
    DatagramException refused =
        assertThrows(DatagramException.class, () -> second.bind(first.localAddress()));
    assertEquals("Address already in use", refused.getMessage());

    first.shareAddress();
    assertThrows(DatagramException.class, () -> second.bind(first.localAddress()));
    second.shareAddress();
    second.bind(first.localAddress());
    assertEquals(first.localAddress(), second.localAddress());
  }

  @Test
  void anIpv6SocketLeavesIpv4ToOthers() throws Exception {
    NativeSocket six = opened(true);
    six.bind(new InetSocketAddress("::", 0));
    NativeSocket four = opened(false);
    four.bind(new InetSocketAddress("0.0.0.0", six.localAddress().getPort()));
    assertEquals(six.localAddress().getPort(), four.localAddress().getPort());
    InetSocketAddress other = six.localAddress();
    assertThrows(IllegalArgumentException.class, () -> four.connect(other));
  }

  @Test
  void tellsHowFullTheReceiveQueueIs() throws Exception {
    NativeSocket served = bound(false);
    assertEquals(0, served.receiveQueueFill());
    served.receiveBuffer(1 << 16);
    DatagramBatch client = client(connected(served));
    for (int i = 0; i < 2000; i++) {
      write(client, "more");
      client.send();
    }
    assertTrue(served.receiveQueueFill() > 0.9, () -> "fill " + served.receiveQueueFill());
  }

  private NativeSocket opened(boolean ipv6) throws DatagramException {
    NativeSocket socket = NativeSocket.open(ipv6);
    open.add(socket);
    return socket;
  }

  private NativeSocket bound(boolean ipv6) throws DatagramException {
    NativeSocket socket = opened(ipv6);
    IpAddress loopback = IpAddress.parse(ipv6 ? "::1" : "127.0.0.1").orElseThrow();
    socket.bind(new InetSocketAddress(loopback.toInetAddress(), 0));
    return socket;
  }

  private NativeSocket connected(NativeSocket server) throws DatagramException {
    NativeSocket socket = opened(server.ipv6());
    socket.connect(server.localAddress());
    return socket;
  }

  private static DatagramBatch client(NativeSocket socket) {
    return DatagramBatch.client(socket.fd(), SLOTS, SLOT_BYTES);
  }

  private static void write(DatagramBatch batch, String text) {
    batch.queue(put(batch, text));
  }

  private static int put(DatagramBatch batch, String text) {
    batch.outgoing().setCharSequence(batch.next(), text, StandardCharsets.US_ASCII);
    return text.length();
  }

  private static String text(DatagramBatch batch, int i) {
    return batch.received().toString(batch.start(i), batch.length(i), StandardCharsets.US_ASCII);
  }

  /** Receives until something has arrived, loopback being quick; all of it is there at once. */
  private static int awaited(DatagramBatch batch, int expected) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int count = 0;
    while (count == 0 && System.nanoTime() < deadline) {
      count = batch.receive();
    }
    assertEquals(expected, count);
    return count;
  }
}

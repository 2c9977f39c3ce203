package org.everswarm.tracker.udp;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.everswarm.tracker.TestTracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets, loops and addresses; with epoll, as on Linux, unless said otherwise. */
class UdpLoopsTest {

  private static final int CLIENTS = 64;

  private final Set<String> loops = ConcurrentHashMap.newKeySet();

  @Test
  void aPortIsSharedByManyLoopsAndClientsAreSpreadOverAllOfThem(@TempDir Path directory)
      throws Exception {
    try (TestTracker tracker = epoll(directory)) {
      InetSocketAddress bound = listen(tracker, 2, "127.0.0.1", 0);
      announceFromManyPorts(bound);

      assertEquals(2, loops.size());
    }
  }

  @Test
  void withoutEpollOneLoopServesAll(@TempDir Path directory) throws Exception {
    try (TestTracker tracker = TestTracker.start(vertx(Transport.NIO), directory)) {
      InetSocketAddress bound = listen(tracker, 2, "127.0.0.1", 0);
      announceFromManyPorts(bound);

      assertEquals(1, loops.size());
    }
  }

  @Test
  void theTwoFamiliesHaveSocketsOfTheirOwnOnOnePort(@TempDir Path directory) throws Exception {
    try (TestTracker tracker = epoll(directory)) {
      int port = listen(tracker, 2, "0.0.0.0", 0).getPort();
      InetSocketAddress six = listen(tracker, 2, "::", port);

      assertEquals(port, six.getPort());
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        try (UdpClient client = new UdpClient(host, six)) {
          client.announce(client.connect(), FREE, 1111, "");
        }
      }
    }
  }

  @Test
  void aPortInUseFailsWithASentenceThatNamesIt(@TempDir Path directory) throws Exception {
    try (TestTracker tracker = epoll(directory);
        DatagramSocket taken = new DatagramSocket(TestTracker.address("127.0.0.1", 0))) {
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> listen(tracker, 2, "127.0.0.1", taken.getLocalPort()));

      assertEquals(
          "Cannot listen on UDP 127.0.0.1:" + taken.getLocalPort() + ": Address already in use",
          failure.getMessage());
    }
  }

  @Test
  void neverJoinsTheSocketsOfAnotherTracker(@TempDir Path directory) throws Exception {
    try (TestTracker tracker = epoll(directory)) {
      int port = listen(tracker, 2, "127.0.0.1", 0).getPort();

      assertThrows(IllegalArgumentException.class, () -> listen(tracker, 1, "127.0.0.1", port));
    }
  }

  @Test
  void neverJoinsAStrangersSocketThatWouldShare(@TempDir Path directory) throws Exception {
    try (TestTracker tracker = epoll(directory);
        DatagramSocket stranger = new DatagramSocket(null)) {
      stranger.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      stranger.bind(TestTracker.address("127.0.0.1", 0));

      assertThrows(
          IllegalArgumentException.class,
          () -> listen(tracker, 2, "127.0.0.1", stranger.getLocalPort()));
    }
  }

  @Test
  void closingFreesThePort(@TempDir Path directory) throws Exception {
    InetSocketAddress bound;
    try (TestTracker tracker = epoll(directory)) {
      bound = listen(tracker, 2, "127.0.0.1", 0);
      assertThrows(SocketException.class, () -> new DatagramSocket(bound).close());
    }

    new DatagramSocket(bound).close();
  }

  private void announceFromManyPorts(InetSocketAddress bound) {
    loops.clear();
    long id = 0;
    for (int i : IntStream.range(0, CLIENTS).toArray()) {
      try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
        id = i == 0 ? client.connect() : id;
        client.announce(id, FREE, 1000 + i, "");
      }
    }
  }

  private static TestTracker epoll(Path directory) {
    assumeTrue(Epoll.isAvailable(), "no epoll on this system");
    return TestTracker.start(vertx(Transport.EPOLL), directory);
  }

  private static Vertx vertx(Transport transport) {
    Vertx vertx = Vertx.builder().withTransport(transport).build();
    assertEquals(transport == Transport.EPOLL, vertx.isNativeTransportEnabled());
    return vertx;
  }

  private InetSocketAddress listen(TestTracker tracker, int instances, String host, int port) {
    InetSocketAddress bind = TestTracker.address(host, port);
    InstantSource clock =
        () -> {
          loops.add(Thread.currentThread().getName());
          return InstantSource.system().instant();
        };
    UdpParts parts =
        new UdpParts(
            tracker.pipeline,
            ConnectionKey.generate(new SecureRandom()),
            TestTracker.unlimited(),
            TestTracker.unlimited(),
            tracker.counters,
            clock,
            System::nanoTime);
    InetSocketAddress bound =
        await(UdpFrontEnd.deploy(tracker.vertx, instances, UdpSettings.of(bind), parts));
    assertTrue(bound.getPort() > 0, "port");
    assertFalse(bound.isUnresolved());
    return bound;
  }
}

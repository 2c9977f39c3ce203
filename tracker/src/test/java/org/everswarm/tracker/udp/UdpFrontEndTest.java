package org.everswarm.tracker.udp;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.PAID;
import static org.everswarm.tracker.TestTracker.UNKNOWN;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.gate.SourceLimiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Loops.class)
class UdpFrontEndTest {

  @Parameter Loops loops = Loops.BATCHES;

  private static final ConnectionKey KEY = ConnectionKey.generate(new SecureRandom());

  private TestTracker tracker;
  private InetSocketAddress bound;
  private final AtomicLong offsetMillis = new AtomicLong();
  private final InstantSource clock =
      () -> java.time.Instant.ofEpochMilli(System.currentTimeMillis() + offsetMillis.get());

  @BeforeEach
  void start(@TempDir Path directory) {
    tracker = TestTracker.start(loops.vertx(), directory);
    bound = listen("127.0.0.1", TestTracker.unlimited(), TestTracker.unlimited());
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  private InetSocketAddress listen(String host, SourceLimiter connects, SourceLimiter requests) {
    UdpSettings settings = UdpSettings.of(TestTracker.address(host, 0));
    return await(UdpFrontEnd.deploy(tracker.vertx, 1, settings, parts(connects, requests)));
  }

  private UdpParts parts(SourceLimiter connects, SourceLimiter requests) {
    return new UdpParts(
        tracker.pipeline, KEY, connects, requests, tracker.counters, clock, System::nanoTime);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void connectsAnnouncesAndScrapes(String host) {
    bound = listen(host, TestTracker.unlimited(), TestTracker.unlimited());
    try (UdpClient one = new UdpClient(host, bound);
        UdpClient two = new UdpClient(host, bound)) {
      assertEquals(List.of(), one.announce(one.connect(), FREE, 1111, "").peers());
      var reply = two.announce(two.connect(), FREE, 2222, "");

      assertEquals(List.of(endpoint(host, 1111)), reply.peers());
      assertEquals(2, reply.leechers());
      assertEquals(0, reply.seeders());
      assertTrue(reply.intervalSeconds() >= 300, "interval");
      var scrape = one.ask(new UdpRequest.Scrape(one.connect(), 5, List.of(UNKNOWN, FREE)));
      assertEquals(
          List.of(SwarmCounts.NONE, new SwarmCounts(0, 0, 2, 2)),
          assertInstanceOf(UdpReply.ScrapeReply.class, scrape).swarms());
    }
    boolean ipv4 = !host.contains(":");
    assertEquals(2, tracker.counters.announces(Transport.UDP, ipv4, AnnounceResult.OK));
    assertEquals(1, tracker.counters.scrapes(Transport.UDP, ipv4, AnnounceResult.OK));
    assertEquals(3, tracker.counters.connects(ipv4));
    // Timed after the reply has left.
    TestTracker.eventually(
        () -> Arrays.stream(tracker.counters.durations(Transport.UDP)).sum() == 6);
  }

  @Test
  void peersAreOfTheRequestersFamilyAndCountsOfBoth() {
    InetSocketAddress bound6 = listen("::1", TestTracker.unlimited(), TestTracker.unlimited());
    try (UdpClient four = new UdpClient("127.0.0.1", bound);
        UdpClient six = new UdpClient("::1", bound6)) {
      four.announce(four.connect(), FREE, 4444, "");
      six.announce(six.connect(), FREE, 6666, "");

      var again4 = four.announce(four.connect(), FREE, 4445, "");
      var again6 = six.announce(six.connect(), FREE, 6667, "");

      assertEquals(List.of(endpoint("127.0.0.1", 4444)), again4.peers());
      assertEquals(List.of(endpoint("::1", 6666)), again6.peers());
      assertEquals(4, again6.leechers());
    }
  }

  @Test
  void acceptsAnIdThroughAnotherSocketOfTheSameAddressOnly() {
    try (UdpClient one = new UdpClient("127.0.0.1", bound);
        UdpClient two = new UdpClient("127.0.0.1", bound);
        UdpClient elsewhere = new UdpClient("127.0.0.2", bound)) {
      long id = one.connect();

      two.announce(id, FREE, 2222, "");
      elsewhere.send(elsewhere.announcing(id, FREE, 3333, ""));

      assertSilence(elsewhere);
      dropped(1, DropReason.CONNECTION_ID);
    }
  }

  @Test
  void staysSilentForConnectionIdsThatAreNotOurs() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      for (long bad : new long[] {0, -1, 0x41727101980L, id ^ 1, id ^ 1L << 63}) {
        client.send(client.announcing(bad, FREE, 1111, ""));
        client.send(new UdpRequest.Scrape(bad, 1, List.of(FREE)));
      }

      assertSilence(client);
      dropped(10, DropReason.CONNECTION_ID);
    }
  }

  @Test
  void anIdOutlivesTheFiveMinutesOfUTorrentAndNotElevenMinutes() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      offsetMillis.set(6 * 60_000);
      client.announce(id, FREE, 1111, "");
      offsetMillis.set(11 * 60_000);
      client.send(client.announcing(id, FREE, 1111, ""));

      assertSilence(client);
    }
  }

  @Test
  void dropsAndCountsWhatIsCutOffTooLongOrOfNoAction() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      client.send(new byte[0]);
      client.send(new byte[15]);
      client.send(ByteBuffer.allocate(16).putLong(42).putInt(0).putInt(1).array());
      client.send(ByteBuffer.allocate(16).putLong(id).putInt(3).putInt(1).array());
      client.send(ByteBuffer.allocate(98).putLong(id).putInt(-1).putInt(1).array());
      client.send(ByteBuffer.allocate(97).putLong(id).putInt(1).putInt(1).array());
      client.send(ByteBuffer.allocate(35).putLong(id).putInt(2).putInt(1).array());
      client.send(ByteBuffer.allocate(1536).putLong(id).putInt(2).putInt(1).array());
      client.send(ByteBuffer.allocate(9000).putLong(id).putInt(2).putInt(1).array());

      assertSilence(client);
      dropped(9, DropReason.MALFORMED);
    }
  }

  @Test
  void scrapesSeventyFourAndIgnoresMore() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      client.announce(client.connect(), FREE, 1111, "");
      List<InfoHash> hashes = new ArrayList<>(Collections.nCopies(73, UNKNOWN));
      hashes.add(FREE);
      hashes.add(FREE);
      var reply = client.ask(new UdpRequest.Scrape(client.connect(), 5, hashes));

      List<SwarmCounts> swarms = assertInstanceOf(UdpReply.ScrapeReply.class, reply).swarms();
      assertEquals(74, swarms.size());
      assertEquals(1, swarms.get(73).leechers());
      assertEquals(SwarmCounts.NONE, swarms.get(72));
    }
  }

  @Test
  void aGatedSwarmShowsNothingInAScrape() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      String url = "/announce?receipt=" + tracker.receipt(TestTracker.BUNDLE).text();
      client.announce(client.connect(), PAID, 1111, url);
      var reply = client.ask(new UdpRequest.Scrape(client.connect(), 5, List.of(PAID)));

      assertEquals(
          List.of(SwarmCounts.NONE), assertInstanceOf(UdpReply.ScrapeReply.class, reply).swarms());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/announce?receipt=%s", "/announce/%s", "/%s/announce", "?receipt=%s"})
  void aReceiptInTheUrlDataOpensTheGate(String form) {
    String url = String.format(form, tracker.receipt(TestTracker.BUNDLE).text());
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();

      assertEquals(List.of(), client.announce(id, PAID, 1111, url).peers());
      var second = client.announce(id, PAID, 2222, url);
      assertEquals(List.of(endpoint("127.0.0.1", 1111)), second.peers());
    }
    assertEquals(2, tracker.counters.announces(Transport.UDP, true, AnnounceResult.OK));
  }

  @Test
  void refusesADeniedTorrentForTheReasonThatWasGiven() throws Exception {
    String reason = "x".repeat(200);
    tracker.registry.denials().deny(FREE, reason);
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      assertEquals(reason, client.refusal(id, FREE, ""));
      tracker.registry.denials().allow(FREE);
      assertEquals(List.of(), client.announce(id, FREE, 1111, "").peers());
    }
    assertEquals(1, tracker.counters.announces(Transport.UDP, true, AnnounceResult.DENIED));
  }

  @Test
  void refusesWithTheReasonAndWithoutPeers() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      String genuine = tracker.receipt(TestTracker.BUNDLE).text();

      assertEquals("unregistered torrent", client.refusal(id, UNKNOWN, ""));
      assertTrue(client.refusal(id, PAID, "").contains("HTTPS"));
      assertEquals(
          AnnounceResult.RECEIPT_MALFORMED.reason(),
          client.refusal(id, PAID, "/announce/" + genuine.substring(1)));
      assertEquals(
          AnnounceResult.RECEIPT_FORGED.reason(),
          client.refusal(id, PAID, "/announce/" + tracker.forgery().text()));
      assertEquals(
          AnnounceResult.RECEIPT_OTHER_BUNDLE.reason(),
          client.refusal(id, PAID, "/announce/" + tracker.receipt(99).text()));
    }
  }

  @Test
  void takesOptionsThatAreNoUrlData() {
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      for (byte[] tail : new byte[][] {{0, 0}, {1, 1, 1}, {7, 2, 9, 9}, {2, 40}, {2}}) {
        ByteBuffer packet = ByteBuffer.allocate(98 + tail.length);
        packet.putLong(id).putInt(1).putInt(5);
        packet.putLong(FREE.word0()).putLong(FREE.word1()).putInt(FREE.word2());
        packet.putShort(96, (short) 1111).position(98).put(tail);
        client.send(packet.array());

        assertEquals(
            1, ByteBuffer.wrap(client.receive(UdpClient.WAIT_MILLIS).orElseThrow()).getInt());
      }
    }
  }

  @Test
  void limitsConnectsAndRequestsPerAddress() {
    bound = listen("127.0.0.1", TestTracker.limiter(0.001, 2), TestTracker.limiter(0.001, 3));
    try (UdpClient client = new UdpClient("127.0.0.1", bound);
        UdpClient other = new UdpClient("127.0.0.2", bound)) {
      long id = client.connect();
      client.connect();
      client.send(new UdpRequest.Connect(1));
      assertSilence(client);
      for (int i = 0; i < 3; i++) {
        client.announce(id, FREE, 1111, "");
      }
      client.send(client.announcing(id, FREE, 1111, ""));
      assertSilence(client);

      other.announce(other.connect(), FREE, 1111, "");
      dropped(2, DropReason.LIMITED);
    }
  }

  @Test
  void aForgedIdCostsItsVictimNothing() {
    bound = listen("127.0.0.1", TestTracker.unlimited(), TestTracker.limiter(0.001, 1));
    try (UdpClient client = new UdpClient("127.0.0.1", bound)) {
      long id = client.connect();
      for (int i = 0; i < 100; i++) {
        client.send(client.announcing(id + 1, FREE, 1111, ""));
      }

      client.announce(id, FREE, 1111, "");
    }
  }

  /** Nothing tells when the last packet has been looked at. */
  private void dropped(int packets, DropReason reason) {
    TestTracker.eventually(() -> tracker.counters.drops(reason) >= packets);
    assertEquals(packets, tracker.counters.drops(reason));
  }

  private static void assertSilence(UdpClient client) {
    assertEquals(Optional.empty(), client.receive().map(Arrays::toString));
  }

  private static Endpoint endpoint(String host, int port) {
    return new Endpoint(IpAddress.parse(host).orElseThrow(), port);
  }
}

package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.datagram.NativeSocket;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpLaneTest {

  private static final int TORRENTS = 50;
  private static final int PEERS = 400;
  private static final long CONNECTION_ID = 0x1234_5678_9ABC_DEF0L;
  private static final InfoHashes HASHES = new InfoHashes(7, TORRENTS);

  private NativeSocket socket;
  private DatagramBatch server;

  @BeforeEach
  void listen() throws IOException {
    assumeTrue(DatagramBatch.available());
    socket = NativeSocket.open(false);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server = DatagramBatch.server(socket.fd(), false, 64, 1600);
  }

  @AfterEach
  void close() {
    socket.close();
  }

  private UdpLane lane(double scrapes, double stopped, Receipts receipts) throws IOException {
    Population peers = Population.draw(Distribution.AQUATIC, TORRENTS, PEERS, 1, 7);
    Workload workload = new Workload(peers, HASHES, 30, scrapes, 10, stopped, receipts, 7);
    Requests requests = new Requests(workload, 0, PEERS, 7);
    UdpLane lane = new UdpLane(socket.localAddress(), null, workload, requests, false, 64, 100);
    lane.open();
    return lane;
  }

  private static Tallies begin(UdpLane lane, Phase.Order order) {
    Tallies tallies = new Tallies(System.nanoTime());
    lane.begin(new Phase("load", order, 0, 0, 0, System.nanoTime()), tallies);
    return tallies;
  }

  /** What has arrived; each is answered, when there is an answer. */
  private List<UdpRequest> arrived() {
    List<UdpRequest> requests = new ArrayList<>();
    int count = server.receive();
    for (int i = 0; i < count; i++) {
      var packet = server.received().slice(server.start(i), server.length(i));
      UdpRequest request = Objects.requireNonNull(UdpRequest.decode(packet), "well formed");
      requests.add(request);
      var reply = server.outgoing().slice(server.next(), 1600).clear();
      answer(request).encode(reply);
      server.reply(i, reply.writerIndex());
    }
    server.send();
    return requests;
  }

  private static UdpReply answer(UdpRequest request) {
    if (request instanceof UdpRequest.Connect) {
      return new UdpReply.ConnectReply(request.transactionId(), CONNECTION_ID);
    }
    if (request instanceof UdpRequest.Scrape) {
      return new UdpReply.ScrapeReply(request.transactionId(), List.of());
    }
    return new UdpReply.AnnounceReply(request.transactionId(), 1800, 0, 0, false, List.of());
  }

  @Test
  void connectsBeforeItAnnounces() throws IOException {
    try (UdpLane lane = lane(0, 0, Receipts.none())) {
      begin(lane, Phase.Order.ROUND_ROBIN);
      lane.turn();
      lane.turn();
      List<UdpRequest> first = arrived();
      assertEquals(1, first.size());
      assertInstanceOf(UdpRequest.Connect.class, first.get(0));
      lane.turn();
      lane.turn();
      assertEquals(64, arrived().size(), "a window of announces");
    }
  }

  @Test
  void announcesAreWhatTheWorkloadSays() throws IOException {
    ReceiptPrivateKey key = ReceiptPrivateKey.generate(1, new SecureRandom());
    Set<InfoHash> known = new HashSet<>();
    for (int i = 0; i < TORRENTS; i++) {
      known.add(new InfoHash(HASHES.word0(i), HASHES.word1(i), HASHES.word2(i)));
    }
    try (UdpLane lane = lane(0.3, 0.1, Receipts.mint(key, 5, 10, 7))) {
      Tallies tallies = begin(lane, Phase.Order.ROUND_ROBIN);
      Set<AnnounceEvent> events = new HashSet<>();
      int scrapes = 0;
      for (int i = 0; i < 200; i++) {
        lane.turn();
        for (UdpRequest request : arrived()) {
          if (request instanceof UdpRequest.Announce announce) {
            assertEquals(CONNECTION_ID, announce.connectionId());
            assertTrue(known.contains(announce.infoHash()));
            if (announce.event() != AnnounceEvent.STOPPED) {
              boolean seeder = announce.event() == AnnounceEvent.COMPLETED;
              assertEquals(seeder ? 0 : 50, announce.left());
            }
            assertEquals(50, announce.downloaded());
            assertEquals(50, announce.uploaded());
            assertEquals(30, announce.numWant());
            assertEquals(0, announce.ip() | announce.key());
            assertTrue(announce.urlData().matches("/announce\\?receipt=[A-Za-z0-9_-]{116}"));
            events.add(announce.event());
          } else if (request instanceof UdpRequest.Scrape scrape) {
            assertTrue(known.containsAll(scrape.infoHashes()));
            scrapes++;
          }
        }
      }
      assertEquals(
          Set.of(AnnounceEvent.COMPLETED, AnnounceEvent.STARTED, AnnounceEvent.STOPPED), events);
      assertTrue(scrapes > 100);
      assertTrue(tallies.of(Stream.ANNOUNCES).responses() > 1_000);
      assertTrue(tallies.of(Stream.SCRAPES).responses() > 100);
      assertEquals(0, tallies.of(Stream.ANNOUNCES).malformed());
    }
  }

  @Test
  void fillIsFinishedWhenEachPeerIsAnswered() throws IOException {
    try (UdpLane lane = lane(0, 0, Receipts.none())) {
      Tallies tallies = begin(lane, Phase.Order.FILL);
      Set<String> peers = new HashSet<>();
      for (int i = 0; i < 100 && !lane.finished(); i++) {
        lane.turn();
        for (UdpRequest request : arrived()) {
          if (request instanceof UdpRequest.Announce announce) {
            assertTrue(peers.add(announce.infoHash() + " " + announce.port()));
          }
        }
      }
      assertTrue(lane.finished());
      assertEquals(PEERS, peers.size());
      assertEquals(PEERS, tallies.of(Stream.ANNOUNCES).responses());
    }
  }

  @Test
  void givesUpWhatIsNotAnsweredAndGoesOn() throws IOException {
    try (UdpLane lane = lane(0, 0, Receipts.none())) {
      Tallies tallies = begin(lane, Phase.Order.ROUND_ROBIN);
      lane.turn();
      arrived();
      lane.turn();
      long asked = System.nanoTime();
      lane.turn();
      assertEquals(64, server.receive());
      lane.expire(asked);
      assertEquals(0, tallies.of(Stream.ANNOUNCES).lost());
      lane.expire(System.nanoTime() + 1_100_000_000L);
      assertEquals(64, tallies.of(Stream.ANNOUNCES).lost());
      lane.turn();
      assertEquals(64, arrived().size());
    }
  }

  @Test
  void saysWhenNobodyAnswers() throws IOException {
    try (UdpLane lane = lane(0, 0, Receipts.none())) {
      begin(lane, Phase.Order.ROUND_ROBIN);
      assertThrows(
          LoadException.class,
          () -> {
            for (int i = 1; i < 20; i++) {
              lane.turn();
              lane.expire(System.nanoTime() + 2_000_000_000L * i);
            }
          });
    }
  }

  @Test
  void allocatesNothingInItsLoop() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    UdpEcho echo = new UdpEcho(server, 150);
    try (UdpLane lane = lane(0, 0, Receipts.none())) {
      Tallies tallies = begin(lane, Phase.Order.ROUND_ROBIN);
      long before = 0;
      long counted = 0;
      for (int i = 0; i < 4_000; i++) {
        if (i == 1_000) {
          before = threads.getCurrentThreadAllocatedBytes();
          counted = tallies.of(Stream.ANNOUNCES).responses();
        }
        lane.turn();
        echo.turn();
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      long announces = tallies.of(Stream.ANNOUNCES).responses() - counted;
      assertTrue(announces > 50_000, announces + " announces");
      assertTrue(allocated < announces / 100, allocated + " bytes for " + announces);
    }
  }
}

package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.ReceiptKeys;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.protocol.control.Release;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.http.AnnounceReply;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.Revocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class ControlChannelTest {

  private static final String BUNDLE = "00000000000000b1";
  private static final long BUNDLE_ID = 0xb1;
  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final InfoHash PREVIEW = new InfoHash(4, 5, 6);
  private static final int WIRE_PORT = 6881;
  private static final Hello HELLO = new Hello(1, WIRE_PORT, List.of(), "");

  private final Path data;

  ControlChannelTest(@TempDir Path directory) {
    this.data = directory.resolve("data");
  }

  @Test
  void welcomesANodeWithKeysAndRevocations() throws Exception {
    try (RunningNode tracker = RunningNode.start(data)) {
      tracker.command("receipts", "revoke", "00000000000000aa").orFail();
      try (FakeSwarmNode node = knock(tracker)) {
        node.send(HELLO);
        Welcome welcome = node.receive(Welcome.class);
        assertEquals(1800, welcome.intervalSeconds());
        assertEquals(List.of(Revocation.forEver(0xaa)), welcome.revocations());
        assertEquals(1, welcome.keys().size());
        assertEquals(1, tracker.metric("everswarm_swarm_nodes"));
      }
    }
  }

  @Test
  void refusesWhoeverHasNoNodeToken() throws Exception {
    try (RunningNode tracker = RunningNode.start(data)) {
      ReceiptToken revoked = tracker.receipt(0, 77, ReceiptKind.SWARM_NODE);
      tracker.command("receipts", "revoke", revoked.text()).orFail();
      String genuine = tracker.receipt(0, 78, ReceiptKind.SWARM_NODE).text();
      String forged = genuine.substring(0, 115) + (genuine.endsWith("A") ? "Q" : "A");
      for (String token :
          List.of("", "nonsense", forged, tracker.receipt(BUNDLE_ID, 79).text(), revoked.text())) {
        try (FakeSwarmNode node = FakeSwarmNode.knock(tracker.httpAddress(), token)) {
          assertTrue(node.status().contains(" 401 "), node.status());
        }
      }
      URI control = URI.create("http://" + HostPort.format(tracker.httpAddress()) + "/control");
      assertEquals(426, tracker.send(HttpRequest.newBuilder(control)).statusCode());
      assertEquals(5, tracker.metric("everswarm_control_refused_total{reason=\"token\"}"));
      assertEquals(1, tracker.metric("everswarm_control_refused_total{reason=\"not_websocket\"}"));
      assertEquals(0, tracker.metric("everswarm_control_refused_total{reason=\"full\"}"));
      assertEquals(0, tracker.metric("everswarm_control_refused_total{reason=\"busy\"}"));
      assertEquals(0, tracker.metric("everswarm_swarm_nodes"));
    }
  }

  @Test
  void listsANodeAsSeederWhileItHoldsAndIsThere() throws Exception {
    try (RunningNode tracker = RunningNode.start(data)) {
      tracker.add(FILM, "paid", BUNDLE);
      try (FakeSwarmNode node = welcomed(tracker)) {
        node.send(new Hold(List.of(FILM)));
        await(() -> peers(tracker).equals(List.of(loopback(WIRE_PORT))));
        node.send(new Release(List.of(FILM)));
        await(() -> peers(tracker).isEmpty());
        node.send(new Hold(List.of(FILM)));
        await(() -> peers(tracker).equals(List.of(loopback(WIRE_PORT))));
      }
      await(() -> peers(tracker).isEmpty());
      await(() -> tracker.metric("everswarm_swarm_nodes") == 0);
    }
  }

  @Test
  void listsANodeUnderTheAddressesItAdvertises() throws Exception {
    try (RunningNode tracker = RunningNode.start(data);
        FakeSwarmNode node = knock(tracker)) {
      tracker.add(FILM, "paid", BUNDLE);
      IpAddress advertised = IpAddress.parse("192.0.2.7").orElseThrow();
      node.send(new Hello(1, WIRE_PORT, List.of(advertised), ""));
      node.receive(Welcome.class);
      node.send(new Hold(List.of(FILM)));
      await(() -> peers(tracker).equals(List.of(new Endpoint(advertised, WIRE_PORT))));
    }
  }

  @Test
  void writesTheAdmissionBeforeTheReply() throws Exception {
    try (RunningNode tracker = RunningNode.start(data, "--event-loops", "1")) {
      tracker.add(FILM, "paid", BUNDLE);
      String path = "/announce?receipt=" + tracker.receipt(BUNDLE_ID, 11).text();
      try (FakeSwarmNode node = holding(tracker, FILM)) {
        for (int port = 7001; port < 7051; port++) {
          assertNull(tracker.announce(path, FILM, port, 5).failure());
          assertTrue(node.hasMore(), "the reply came first");
          Admit admit = node.receive(Admit.class);
          assertEquals(loopback(port), admit.peer());
          assertEquals(11, admit.receiptId());
          long lasts = admit.untilEpochSecond() - Instant.now().getEpochSecond();
          assertTrue(lasts > 4100 && lasts <= 4200, "lasts " + lasts);
        }
      }
    }
  }

  @Test
  void admitsOverUdpAndOnManyLoops() throws Exception {
    try (RunningNode tracker = RunningNode.start(data, "--event-loops", "4")) {
      tracker.add(FILM, "paid", BUNDLE);
      String path = "/announce?receipt=" + tracker.receipt(BUNDLE_ID, 11).text();
      try (FakeSwarmNode node = holding(tracker, FILM)) {
        for (int port = 7001; port < 7021; port++) {
          tracker.announceUdp(path, FILM, port, 5);
          assertEquals(loopback(port), node.receive(Admit.class).peer());
        }
      }
    }
  }

  @Test
  void admitsToFreeSwarmsAndNeverASeederOrAStranger() throws Exception {
    try (RunningNode tracker = RunningNode.start(data, "--event-loops", "1")) {
      tracker.add(FILM, "paid", BUNDLE);
      tracker.add(PREVIEW, "free", BUNDLE);
      try (FakeSwarmNode node = holding(tracker, FILM, PREVIEW)) {
        tracker.announce("/announce", FILM, 7001, 5);
        tracker.announce("/announce", PREVIEW, 7002, 0);
        assertFalse(node.hasMore());
        tracker.announce("/announce", PREVIEW, 7003, 5);
        Admit admit = node.receive(Admit.class);
        assertEquals(PREVIEW, admit.infoHash());
        assertEquals(0, admit.receiptId());
      }
    }
  }

  @Test
  void tellsOnlyNodesThatHoldTheTorrent() throws Exception {
    try (RunningNode tracker = RunningNode.start(data, "--event-loops", "1")) {
      tracker.add(PREVIEW, "free", BUNDLE);
      try (FakeSwarmNode holder = holding(tracker, PREVIEW);
          FakeSwarmNode other = holding(tracker, FILM)) {
        tracker.announce("/announce", PREVIEW, 7003, 5);
        assertTrue(holder.hasMore());
        assertFalse(other.hasMore());
      }
    }
  }

  @Test
  void passesOnRevocationsAndNewKeys() throws Exception {
    try (RunningNode tracker = RunningNode.start(data);
        FakeSwarmNode node = welcomed(tracker)) {
      tracker.command("receipts", "revoke", "00000000000000aa").orFail();
      assertEquals(List.of(Revocation.forEver(0xaa)), node.receive(Revoke.class).revocations());
      String said = tracker.command("keys", "new").orFail();
      assertTrue(said.contains("The running node knows it now."), said);
      assertEquals(2, node.receive(ReceiptKeys.class).keys().size());
    }
  }

  @Test
  void cutsANodeWhoseTokenIsRevoked() throws Exception {
    try (RunningNode tracker = RunningNode.start(data)) {
      ReceiptToken token = tracker.receipt(0, 77, ReceiptKind.SWARM_NODE);
      try (FakeSwarmNode node = FakeSwarmNode.knock(tracker.httpAddress(), token.text())) {
        node.send(HELLO);
        node.receive(Welcome.class);
        tracker.command("receipts", "revoke", token.text()).orFail();
        EOFException cut = assertThrows(EOFException.class, () -> node.receive(Revoke.class));
        assertEquals("revoked", cut.getMessage());
      }
      await(() -> tracker.metric("everswarm_swarm_nodes") == 0);
    }
  }

  @Test
  void registersWhatIsUnknownAndChangesNothing() throws Exception {
    try (RunningNode tracker = RunningNode.start(data)) {
      try (FakeSwarmNode node = welcomed(tracker)) {
        node.send(new Register(FILM, Gate.PAID, BUNDLE_ID, "a film"));
        assertEquals(new Registered(FILM, ""), node.receive(Registered.class));
        node.send(new Register(FILM, Gate.PAID, BUNDLE_ID, "another name"));
        assertEquals("", node.receive(Registered.class).refusal());
        node.send(new Register(FILM, Gate.FREE, BUNDLE_ID, "a film"));
        assertFalse(node.receive(Registered.class).refusal().isEmpty());
        node.send(new Register(PREVIEW, Gate.PAID, 0, "no bundle"));
        assertFalse(node.receive(Registered.class).refusal().isEmpty());
      }
      assertEquals(
          FILM.hex() + "  paid   " + BUNDLE + "  a film\n",
          tracker.command("torrents", "list").orFail());
    }
  }

  @Test
  void endsAChannelThatBreaksTheRules() throws Exception {
    try (RunningNode tracker = RunningNode.start(data)) {
      try (FakeSwarmNode node = knock(tracker)) {
        node.send(new Hold(List.of(FILM)));
        assertThrows(EOFException.class, () -> node.receive(Welcome.class));
      }
      try (FakeSwarmNode node = welcomed(tracker)) {
        node.send(HELLO);
        assertThrows(EOFException.class, () -> node.receive(Welcome.class));
      }
      try (FakeSwarmNode node = welcomed(tracker)) {
        node.sendFrame(0x82, new byte[] {1, 2, 3});
        assertThrows(EOFException.class, () -> node.receive(Welcome.class));
      }
      try (FakeSwarmNode node = welcomed(tracker)) {
        node.send(new Revoke(List.of(Revocation.forEver(1))));
        assertThrows(EOFException.class, () -> node.receive(Welcome.class));
      }
      await(() -> tracker.metric("everswarm_swarm_nodes") == 0);
    }
  }

  @Test
  void keepsManyTorrentsOfANodeAndForgetsThemAll() throws Exception {
    try (RunningNode tracker = RunningNode.start(data, "--access", "open")) {
      try (FakeSwarmNode node = welcomed(tracker)) {
        for (int frame = 0; frame < 30; frame++) {
          int first = frame * 1000;
          node.send(
              new Hold(
                  IntStream.range(first, first + 1000)
                      .mapToObj(i -> new InfoHash(i, i, i))
                      .toList()));
        }
        await(() -> tracker.metric("everswarm_peers_by_role{role=\"seeder\"}") == 30_000);
      }
      await(() -> tracker.metric("everswarm_peers_by_role{role=\"seeder\"}") == 0);
    }
  }

  private static FakeSwarmNode knock(RunningNode tracker) throws IOException {
    String token = tracker.receipt(0, 77, ReceiptKind.SWARM_NODE).text();
    FakeSwarmNode node = FakeSwarmNode.knock(tracker.httpAddress(), token);
    assertTrue(node.status().contains(" 101 "), node.status());
    return node;
  }

  private static FakeSwarmNode welcomed(RunningNode tracker) throws IOException {
    FakeSwarmNode node = knock(tracker);
    node.send(HELLO);
    node.receive(Welcome.class);
    return node;
  }

  /** A node whose holdings have arrived: the answer to what it sent after them is there. */
  private static FakeSwarmNode holding(RunningNode tracker, InfoHash... hashes) throws IOException {
    FakeSwarmNode node = welcomed(tracker);
    node.send(new Hold(List.of(hashes)));
    node.send(new Register(hashes[0], Gate.EMAIL, BUNDLE_ID, "known already"));
    node.receive(Registered.class);
    return node;
  }

  private static List<Endpoint> peers(RunningNode tracker) throws Exception {
    String path = "/announce?receipt=" + tracker.receipt(BUNDLE_ID, 11).text();
    AnnounceReply reply = Objects.requireNonNull(tracker.announce(path, FILM, 7999, 5));
    return reply.peers();
  }

  private static Endpoint loopback(int port) {
    return new Endpoint(IpAddress.ofIpv4(0x7F000001), port);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "did not happen");
      Thread.sleep(10);
    }
  }
}

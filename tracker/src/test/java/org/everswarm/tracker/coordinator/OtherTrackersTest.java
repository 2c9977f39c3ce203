package org.everswarm.tracker.coordinator;

import static org.everswarm.tracker.coordinator.OneTracker.await;
import static org.everswarm.tracker.coordinator.OneTracker.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.Release;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.coordinator.MemberMessage.Alive;
import org.everswarm.tracker.coordinator.MemberMessage.Ask;
import org.everswarm.tracker.coordinator.MemberMessage.Changes;
import org.everswarm.tracker.coordinator.MemberMessage.TorrentChange;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coordinators of several tracker nodes on one event bus, with a clock that the test sets. The bus
 * is a local one: it delivers as the clustered one does, and loses as little.
 */
@Timeout(300)
class OtherTrackersTest {

  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final InfoHash OTHER = new InfoHash(4, 5, 6);

  private final AtomicLong seconds = new AtomicLong(1000);
  private final ReceiptSigner signer =
      new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
  private final PeerTable peers = new PeerTable(new PeerTableLimits(100_000, 100_000, 100, 45), 1);
  private final Vertx bus = Vertx.vertx();
  private final Path directory;
  private final List<OneTracker> all = new ArrayList<>();
  private int steps;

  OtherTrackersTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private OneTracker tracker() throws IOException {
    OneTracker tracker =
        new OneTracker(directory.resolve("t" + all.size()), signer, peers, seconds);
    all.add(tracker);
    return tracker;
  }

  private OneTracker joined() throws IOException {
    OneTracker tracker = tracker();
    await(tracker.coordinator().joined(bus));
    return tracker;
  }

  @AfterEach
  void close() throws IOException {
    for (OneTracker tracker : all) {
      tracker.close();
    }
    await(bus.close());
  }

  @Test
  void anAnnounceAtOneTrackerReachesTheNodeAtAnother() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    OneTracker c = joined();
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("b knows", () -> b.wants(FILM) && c.wants(FILM));
      assertFalse(b.wants(OTHER));
      assertEquals(b.announce(FILM, 7001), node.receive(Admit.class));
      assertEquals(c.announce(FILM, 7002), node.receive(Admit.class));
      assertEquals(a.announce(FILM, 7003), node.receive(Admit.class));
      b.announce(OTHER, 7004);
      assertEquals(b.announce(FILM, 7005), node.receive(Admit.class));
      node.send(new Release(List.of(FILM)));
      until("b knows it is no more", () -> !b.wants(FILM) && !c.wants(FILM));
    }
    assertEquals(2, b.coordinator().members());
  }

  @Test
  void manyAnnouncesArriveAllAndInOrder() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("b knows", () -> b.wants(FILM));
      for (int port = 10_000; port < 13_000; port++) {
        b.announce(FILM, port);
      }
      for (int port = 10_000; port < 13_000; port++) {
        assertEquals(port, node.receive(Admit.class).peer().port());
      }
    }
    until("counted once on its way", () -> b.coordinator().memberCounters().sent() == 3000);
    assertEquals(3000, a.coordinator().memberCounters().received());
  }

  @Test
  void whoJoinsLaterLearnsAllThatIsHeld() throws Exception {
    OneTracker a = joined();
    try (FakeSwarmNode node = a.node()) {
      List<InfoHash> many = many(0, 20_000);
      for (int from = 0; from < many.size(); from += 1000) {
        node.send(new Hold(many.subList(from, from + 1000)));
      }
      until("a has them", () -> many.stream().allMatch(a::wants));
      OneTracker b = joined();
      until("b has them", () -> many.stream().allMatch(b::wants));
      node.send(new Release(many.subList(500, 1000)));
      until("b has the change", () -> many.subList(500, 1000).stream().noneMatch(b::wants));
      assertTrue(many.subList(1000, 20_000).stream().allMatch(b::wants));
      assertEquals(0, b.coordinator().memberCounters().refused());
    }
  }

  private static List<InfoHash> many(int from, int to) {
    return LongStream.range(from, to).mapToObj(i -> new InfoHash(i, ~i, 7)).toList();
  }

  @Test
  void whoIsAdmittedBeforeTheOthersAreKnownIsToldToThemThen() throws Exception {
    OneTracker a = joined();
    OneTracker b = tracker();
    b.coordinator().expectOthers();
    assertTrue(b.wants(FILM), "somebody may hold it");
    Admit early = b.announce(FILM, 7001);
    b.announce(OTHER, 7002);
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("a knows", () -> a.wants(FILM));
      seconds.addAndGet(1);
      await(b.coordinator().joined(bus));
      assertTrue(b.wants(OTHER), "another may be there that was not heard yet");
      assertEquals(early, node.receive(Admit.class));
      until("b knows what there is", () -> !b.wants(OTHER));
      assertEquals(b.announce(FILM, 7003), node.receive(Admit.class));
    }
  }

  @Test
  void aNodeWhoseTrackerDiesGetsWhatItMissedFromTheNext() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    Admit written;
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("b knows", () -> b.wants(FILM));
      written = a.announce(FILM, 7001);
      assertEquals(written, node.receive(Admit.class));
    }
    until("told to b", () -> b.coordinator().memberCounters().received() == 1);
    AtomicLong alive = heardAlive();
    all.remove(a);
    a.close();
    ticks(alive);
    assertTrue(b.wants(FILM), "it is remembered that somebody held it");
    Admit missed = b.announce(FILM, 7002);
    b.announce(OTHER, 7003);
    try (FakeSwarmNode node = b.node()) {
      node.send(new Hold(List.of(FILM)));
      assertEquals(
          Set.of(written, missed),
          new HashSet<>(List.of(node.receive(Admit.class), node.receive(Admit.class))));
      Admit next = b.announce(FILM, 7004);
      assertEquals(next, node.receive(Admit.class), "and nothing else");
    }
  }

  @Test
  void whatWasMissedLongAgoIsNotTold() throws Exception {
    OneTracker a = joined();
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("held", () -> a.wants(FILM));
      a.announce(FILM, 7001);
      node.receive(Admit.class);
      seconds.addAndGet(50);
      a.announce(FILM, 7002);
      node.receive(Admit.class);
    }
    seconds.addAndGet(100);
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      assertEquals(7002, node.receive(Admit.class).peer().port());
      Admit next = a.announce(FILM, 7004);
      assertEquals(next, node.receive(Admit.class));
    }
  }

  @Test
  void whatWasHeldAtATrackerThatIsGoneIsForgottenAfterAMinute() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    FakeSwarmNode node = a.node();
    node.send(new Hold(List.of(FILM)));
    until("b knows", () -> b.wants(FILM));
    AtomicLong alive = heardAlive();
    all.remove(a);
    a.close();
    node.close();
    ticks(alive);
    seconds.addAndGet(50);
    ticks(alive);
    assertTrue(b.wants(FILM));
    seconds.addAndGet(15);
    until("forgotten", () -> !b.wants(FILM));
    assertEquals(0, b.coordinator().members());
  }

  private AtomicLong heardAlive() {
    AtomicLong alive = new AtomicLong();
    await(
        bus.eventBus()
            .<Buffer>consumer(MemberBus.ALL, heard -> alive.incrementAndGet())
            .completion());
    return alive;
  }

  /** Whatever was on its way to a tracker that is left has been heard by it after that. */
  private static void ticks(AtomicLong alive) throws Exception {
    long before = alive.get();
    until("two ticks", () -> alive.get() >= before + 3);
  }

  @Test
  void aNodeThatMovedStaysInThePeerTable() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    FakeSwarmNode before = a.node();
    before.send(new Hold(List.of(FILM, OTHER)));
    until("both are seeded", () -> seeders(FILM) == 1 && seeders(OTHER) == 1);
    before.close();
    until("a has missed it", () -> a.coordinator().nodes() == 0);
    try (FakeSwarmNode after = b.node()) {
      after.send(new Hold(List.of(FILM)));
      // Ten seconds after a has learnt what b has, and a minute at most; under load that is late.
      for (int i = 0; i < 16 && seeders(OTHER) == 1; i++) {
        assertEquals(1, seeders(FILM));
        step(after, a);
      }
      until("what it holds no more is gone", () -> seeders(OTHER) == 0);
      assertEquals(1, seeders(FILM));
    }
  }

  @Test
  void aNodeThatDoesNotComeBackLeavesThePeerTable() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    try (FakeSwarmNode other = b.node()) {
      FakeSwarmNode gone = a.node();
      gone.send(new Hold(List.of(FILM)));
      until("seeded", () -> seeders(FILM) == 1 && b.wants(FILM));
      gone.close();
      until("a has missed it", () -> a.coordinator().nodes() == 0);
      step(other, a);
      step(other, a);
      assertEquals(1, seeders(FILM), "it may come back");
      assertTrue(b.wants(FILM), "and is told who came meanwhile");
      for (int i = 0; i < 4; i++) {
        step(other, a);
      }
      until("it is gone", () -> seeders(FILM) == 0);
      until("nobody holds it", () -> !b.wants(FILM) && !a.wants(FILM));
    }
  }

  /**
   * Four seconds go by, and one tracker hears another, by a node that tells it something new. While
   * a tracker does not know what another holds it wants everything, and would seem to have heard.
   */
  private void step(FakeSwarmNode node, OneTracker hears) throws Exception {
    InfoHash news = new InfoHash(99, ++steps, 0);
    until("it knows what the other holds", () -> !hears.wants(news));
    seconds.addAndGet(4);
    node.send(new Hold(List.of(news)));
    until("heard", () -> hears.wants(news));
  }

  @Test
  void aNodeWhoseTokenIsRevokedIsCutAndNotWaitedFor() throws Exception {
    OneTracker a = joined();
    FakeSwarmNode node = a.node();
    node.send(new Hold(List.of(FILM)));
    until("seeded", () -> seeders(FILM) == 1);
    a.revocations().revoke(7);
    assertEquals(
        "revoked", assertThrows(EOFException.class, () -> node.receive(Revoke.class)).getMessage());
    node.close();
    until("gone", () -> seeders(FILM) == 0 && !a.wants(FILM));
  }

  @Test
  void aNodeThatMovedHearsEveryRevocation() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    for (OneTracker tracker : List.of(a, b)) {
      tracker.revocations().revoke(41);
    }
    a.node().close();
    b.revocations().revoke(42);
    try (FakeSwarmNode node = b.nodeBeforeWelcome()) {
      assertEquals(
          List.of(Revocation.forEver(41), Revocation.forEver(42)),
          node.receive(Welcome.class).revocations());
      b.revocations().revoke(43);
      assertEquals(List.of(Revocation.forEver(43)), node.receive(Revoke.class).revocations());
    }
  }

  @Test
  void aTrackerThatDrainsSendsItsNodesAwayAndKeepsThemInThePeerTable() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("b knows", () -> b.wants(FILM));
      a.coordinator().drain();
      assertEquals(
          "the tracker goes down",
          assertThrows(EOFException.class, () -> node.receive(Admit.class)).getMessage());
    }
    until("it is gone", () -> a.coordinator().nodes() == 0);
    assertEquals(1, seeders(FILM));
    assertTrue(b.wants(FILM));
  }

  @Test
  void whatIsNoMessageIsCounted() throws Exception {
    OneTracker a = joined();
    bus.eventBus().publish(MemberBus.ALL, Buffer.buffer("nonsense"));
    bus.eventBus().publish(MemberBus.ALL, "a text");
    bus.eventBus().publish(MemberBus.ALL, Buffer.buffer(new byte[] {9, 1, 0}));
    until("counted", () -> a.coordinator().memberCounters().malformed() == 3);
  }

  @Test
  void whoMissedAChangeAsksForTheWhole() throws Exception {
    OneTracker a = joined();
    BlockingQueue<MemberMessage> told = new LinkedBlockingQueue<>();
    await(
        bus.eventBus()
            .<Buffer>consumer(
                MemberBus.ALL + ".1",
                message -> told.add(Objects.requireNonNull(MemberMessage.decode(message.body()))))
            .completion());
    say(new Alive(1, 5));
    Ask first = next(told, Ask.class);
    say(new Whole(1, first.question(), 5, 0, false, List.of(new TorrentChange(FILM, true))));
    say(new Changes(1, 6, List.of(new TorrentChange(OTHER, true))));
    say(new Whole(1, first.question(), 5, 1, true, List.of()));
    until("both are known", () -> a.wants(FILM) && a.wants(OTHER));
    say(new Alive(1, 6));
    say(new Changes(1, 8, List.of(new TorrentChange(OTHER, false))));
    say(new Alive(1, 8));
    Ask second = next(told, Ask.class);
    assertTrue(a.wants(FILM), "what is known holds until better is known");
    say(new Whole(1, second.question(), 8, 0, true, List.of(new TorrentChange(OTHER, true))));
    until("the old copy is gone", () -> !a.wants(FILM) && a.wants(OTHER));
  }

  private void say(MemberMessage message) {
    bus.eventBus().publish(MemberBus.ALL, message.encode());
  }

  private static <T extends MemberMessage> T next(BlockingQueue<MemberMessage> told, Class<T> type)
      throws InterruptedException {
    while (true) {
      MemberMessage message = told.poll(60, TimeUnit.SECONDS);
      assertTrue(message != null, "no " + type.getSimpleName());
      if (type.isInstance(message)) {
        return type.cast(message);
      }
    }
  }

  @Test
  void aloneNothingIsRememberedAndANodeThatGoesIsForgottenAtOnce() throws Exception {
    OneTracker alone = tracker();
    try (FakeSwarmNode node = alone.node()) {
      node.send(new Hold(List.of(FILM)));
      until("seeded", () -> seeders(FILM) == 1);
      alone.announce(FILM, 7001);
      assertEquals(7001, node.receive(Admit.class).peer().port());
    }
    until("gone", () -> seeders(FILM) == 0 && !alone.wants(FILM));
    try (FakeSwarmNode node = alone.node()) {
      node.send(new Hold(List.of(FILM)));
      until("seeded", () -> seeders(FILM) == 1);
      assertEquals(alone.announce(FILM, 7002), node.receive(Admit.class));
    }
  }

  @Test
  void freeAdmissionsAreToldButNotRemembered() throws Exception {
    OneTracker a = joined();
    OneTracker b = joined();
    try (FakeSwarmNode node = a.node()) {
      node.send(new Hold(List.of(FILM)));
      until("b knows", () -> b.wants(FILM));
      Endpoint peer = new Endpoint(OneTracker.LOOPBACK, 7001);
      b.coordinator().admitted(FILM, peer, Gate.FREE, 0, Long.MAX_VALUE);
      assertEquals(peer, node.receive(Admit.class).peer());
    }
    try (FakeSwarmNode node = b.node()) {
      node.send(new Hold(List.of(FILM)));
      until("held", () -> seeders(FILM) == 1);
      assertEquals(b.announce(FILM, 7002), node.receive(Admit.class));
    }
  }

  private int seeders(InfoHash hash) {
    return peers.counts(hash.word0(), hash.word1(), hash.word2()).seeders();
  }
}

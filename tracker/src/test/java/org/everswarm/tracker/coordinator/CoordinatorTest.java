package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits and time, with a clock that the test sets. */
@Timeout(60)
class CoordinatorTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long NOON_HOURS = NOON.getEpochSecond() / 3600;
  private static final Hello HELLO = new Hello(1, 6881, List.of(), "");
  private static final InfoHash FILM = new InfoHash(1, 2, 3);
  private static final Endpoint PEER = new Endpoint(IpAddress.ofIpv4(0x7F000001), 7001);
  private static final IpAddress SOURCE = IpAddress.ofIpv4(0x7F000001);
  private static final int EXPIRY_MINUTES = 45;

  private final AtomicLong elapsedSeconds = new AtomicLong();
  private final ReceiptPrivateKey key = ReceiptPrivateKey.generate(1, new SecureRandom());
  private final ReceiptSigner signer = new ReceiptSigner(key);
  private final PeerTable peers =
      new PeerTable(new PeerTableLimits(1000, 100, 100, EXPIRY_MINUTES), 1);
  private final Vertx vertx = Vertx.vertx();
  private final Revocations revocations;
  private final ReceiptGate gate;
  private final Registry registry;
  private final WorkerExecutor worker;
  private Coordinator coordinator;
  private InetSocketAddress address = InetSocketAddress.createUnresolved("unset", 0);

  CoordinatorTest(@TempDir Path directory) throws IOException {
    worker = vertx.createSharedWorkerExecutor("worker", 1);
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    gate =
        new ReceiptGate(
            GateSettings.defaults(),
            revocations,
            task ->
                worker.executeBlocking(
                    () -> {
                      task.run();
                      return true;
                    }),
            System::nanoTime,
            new SecureRandom());
    gate.addKey(key.publicKey());
    registry = Registry.open(directory.resolve("registry"), System::currentTimeMillis);
    coordinator = coordinator(Access.OPEN, new CoordinatorLimits(2, 2, 3, 2, 4));
  }

  private Coordinator coordinator(Access access, CoordinatorLimits limits) {
    return new Coordinator(
        new CoordinatorSettings(access, 1800, 1, limits),
        gate,
        registry,
        peers,
        worker,
        () -> NOON.plusSeconds(elapsedSeconds.get()),
        () -> TimeUnit.SECONDS.toNanos(elapsedSeconds.get()));
  }

  @BeforeEach
  void start() {
    serve(coordinator);
  }

  private void serve(Coordinator served) {
    coordinator = served;
    await(vertx.deployVerticle(coordinator));
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> served.control().accept(request, SOURCE))
                .listen(0, "127.0.0.1"));
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
  }

  @AfterEach
  void stop() throws IOException {
    await(vertx.close());
    revocations.close();
  }

  @Test
  void takesNoMoreNodesThanItsLimit() throws Exception {
    try (FakeSwarmNode first = welcomed();
        FakeSwarmNode second = welcomed();
        FakeSwarmNode third = knock()) {
      assertTrue(third.status().contains(" 503 "), third.status());
      assertEquals(2, coordinator.nodes());
      assertEquals(1, Objects.requireNonNull(coordinator.refusals().get("full")).getAsLong());
      assertFalse(first.hasMore() || second.hasMore());
    }
  }

  @Test
  void cutsANodeThatHoldsTooMuch() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(LongStream.range(0, 4).mapToObj(i -> new InfoHash(i, i, 0)).toList()));
      EOFException cut = assertThrows(EOFException.class, () -> node.receive(Welcome.class));
      assertEquals("too many torrents", cut.getMessage());
    }
  }

  @Test
  void countsATorrentThatIsHeldTwiceOnce() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      for (int i = 0; i < 4; i++) {
        node.send(new Hold(List.of(FILM, FILM, new InfoHash(8, 8, 8))));
      }
      assertEquals("", register(node, 1));
      assertTrue(coordinator.wanted(1, 2, 3));
    }
  }

  @Test
  void keepsNothingOfHashesThatAreNotRegistered() throws Exception {
    serve(coordinator(Access.REGISTERED, new CoordinatorLimits(2, 2, 3, 2, 4)));
    try (FakeSwarmNode node = welcomed()) {
      for (int frame = 0; frame < 10; frame++) {
        int first = 1000 * frame;
        node.send(
            new Hold(
                LongStream.range(first, first + 1000)
                    .mapToObj(i -> new InfoHash(i, i, 0))
                    .toList()));
      }
      assertEquals("", register(node, 5));
      for (int i = 0; i < 10_000; i++) {
        assertFalse(coordinator.wanted(i, i, 0));
      }
      assertEquals(0, peers.stats().swarms());
      assertFalse(coordinator.wanted(5, 0, 0), "held before it was registered");
      node.send(new Hold(List.of(new InfoHash(5, 0, 0))));
      until(() -> coordinator.wanted(5, 0, 0) && peers.counts(5, 0, 0).seeders() == 1);
    }
  }

  @Test
  void closesTheOldestChannelOfATokenThatOpensAThird() throws Exception {
    serve(coordinator(Access.OPEN, new CoordinatorLimits(3, 2, 3, 2, 4)));
    try (FakeSwarmNode oldest = welcomed();
        FakeSwarmNode older = welcomed()) {
      oldest.send(new Hold(List.of(FILM)));
      older.send(new Hold(List.of(FILM)));
      assertEquals("", register(oldest, 1));
      assertEquals("", register(older, 1));
      try (FakeSwarmNode newest = welcomed();
          FakeSwarmNode another = welcomed(8)) {
        assertEquals("newer channels with this token", reasonOfEnd(oldest));
        assertEquals(3, coordinator.nodes());
        assertEquals("", register(older, 1));
        assertEquals("", register(newest, 1));
        assertEquals("", register(another, 1));
        assertEquals(1, seeders(), "the older channel holds it still");
      }
    }
  }

  @Test
  void refusesToListANodeAtAPortOfOtherServices() throws Exception {
    assertEquals("the wire port must be 1024 or above", refusal(new Hello(1, 1023, List.of(), "")));
    assertEquals("", refusal(new Hello(1, 1024, List.of(), "")));
    assertEquals("", refusal(new Hello(1, 0, List.of(), "")));
  }

  @Test
  void refusesANodeThatAdvertisesManyAddresses() throws Exception {
    List<IpAddress> five = Collections.nCopies(5, SOURCE);
    assertEquals("more than 4 advertised addresses", refusal(new Hello(1, 6881, five, "")));
    assertEquals("", refusal(new Hello(1, 6881, five.subList(0, 4), "")));
  }

  private String refusal(Hello hello) throws Exception {
    until(() -> coordinator.nodes() == 0);
    try (FakeSwarmNode node = knock()) {
      node.send(hello);
      node.receive(Welcome.class);
      return "";
    } catch (EOFException end) {
      return String.valueOf(end.getMessage());
    }
  }

  @Test
  void registersNoMoreForANodeThanItsLimitEvenWhenItComesBack() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      assertEquals("", register(node, 1));
      assertEquals("", register(node, 2));
      assertFalse(register(node, 3).isEmpty());
      assertEquals("", register(node, 2), "one that is known needs no room");
    }
    try (FakeSwarmNode node = welcomed()) {
      assertFalse(register(node, 3).isEmpty());
    }
  }

  @Test
  void whatAnOperatorRemovedIsRefusedUntilAnOperatorAddsItAgain() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      assertEquals("", register(node, 1));
      registry.remove(new InfoHash(1, 0, 0));
      assertEquals(
          "an operator removed this torrent, and only an operator can add it again",
          register(node, 1));
      registry.add(new Registration(new InfoHash(1, 0, 0), Gate.FREE, 0, "torrent"));
      assertEquals("", register(node, 1));
    }
  }

  private static String register(FakeSwarmNode node, int number) throws IOException {
    node.send(new Register(new InfoHash(number, 0, 0), Gate.FREE, 0, "torrent"));
    return node.receive(Registered.class).refusal();
  }

  @Test
  void cutsANodeThatIsSilent() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      elapsedSeconds.addAndGet(59);
      Thread.sleep(1500);
      assertEquals(1, coordinator.nodes());
      elapsedSeconds.addAndGet(2);
      assertEquals("silent", reasonOfEnd(node));
      until(
          () ->
              coordinator.nodes()
                  == 0); // The bye may be read before the socket's end is seen here.
    }
  }

  @Test
  void cutsANodeThatSaysNoHello() throws Exception {
    try (FakeSwarmNode node = knock()) {
      until(() -> coordinator.nodes() == 1);
      elapsedSeconds.addAndGet(11);
      assertEquals("no hello", reasonOfEnd(node));
    }
  }

  @Test
  void cutsANodeWhoseTokenExpires() throws Exception {
    elapsedSeconds.set(3590);
    try (FakeSwarmNode node = welcomed()) {
      elapsedSeconds.addAndGet(20);
      assertEquals("expired", reasonOfEnd(node));
    }
  }

  @Test
  void refreshesSeedersBeforeTheyExpire() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM)));
      until(() -> seeders() == 1);
      for (int minute = 0; minute < 2 * EXPIRY_MINUTES; minute += 15) {
        elapsedSeconds.addAndGet(45);
        node.sendFrame(0x8A, new byte[0]);
        Thread.sleep(1100);
        expire();
        assertEquals(1, seeders());
      }
    }
    until(() -> seeders() == 0);
  }

  @Test
  void keepsTheSeederWhenANodeIsBackBeforeItWasMissed() throws Exception {
    FakeSwarmNode gone = welcomed();
    gone.send(new Hold(List.of(FILM)));
    until(() -> seeders() == 1);
    try (FakeSwarmNode back = welcomed()) {
      back.send(new Hold(List.of(FILM)));
      until(() -> holds(2));
      gone.close();
      until(() -> holds(1));
      assertEquals(1, seeders());
    }
  }

  @Test
  void dropsAdmissionsForANodeThatDoesNotKeepUpAndNeverBlocks() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM)));
      until(() -> holds(1));
      for (int i = 0; i < 1_000_000 && coordinator.admissionsDropped() == 0; i++) {
        coordinator.admitted(FILM, PEER, Gate.PAID, i, 4200);
      }
      assertTrue(coordinator.admissionsDropped() > 0);
      assertEquals(new Admit(FILM, PEER, 0, 4200), node.receive(Admit.class));
    }
  }

  @Test
  void sendsManyRevocationsInFramesThatFit() throws Exception {
    for (long id = 101; id <= 2600; id++) {
      revocations.revoke(id);
    }
    try (FakeSwarmNode node = knock()) {
      node.send(HELLO);
      int told = node.receive(Welcome.class).revocations().size();
      while (told < 2500) {
        told += node.receive(Revoke.class).revocations().size();
      }
      assertEquals(2500, told);
    }
  }

  @Test
  void passesOnWhatAnotherTrackerVoidedInFramesThatFit() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      revocations.merge(LongStream.rangeClosed(101, 2600).mapToObj(Revocation::forEver).toList());
      List<Integer> frames = new ArrayList<>();
      for (int told = 0; told < 2500; told += frames.get(frames.size() - 1)) {
        frames.add(node.receive(Revoke.class).revocations().size());
      }
      assertEquals(List.of(1000, 1000, 500), frames);
    }
  }

  @Test
  void tellsEveryNodeWhatIsDeniedAndWhenItIsAllowedWhoeverSaidSo() throws Exception {
    InfoHash song = new InfoHash(4, 5, 6);
    try (FakeSwarmNode node = welcomed()) {
      registry.denials().deny(FILM, "by court order");
      Deny.Word denied = onlyWord(node);
      assertEquals("by court order", denied.reason());
      registry.denials().merge(List.of(new Denial(song, "told by another tracker", 7)));
      assertEquals(new Deny.Word(song, 7, "told by another tracker"), onlyWord(node));
      registry.denials().allow(FILM);
      Deny.Word allowed = onlyWord(node);
      assertEquals("", allowed.reason());
      assertTrue(allowed.stampMillis() > denied.stampMillis());
    }
  }

  @Test
  void tellsTheLastWordOnWhatANodeHoldsOrBringsTrackedOrNot() throws Exception {
    serve(coordinator(Access.REGISTERED, new CoordinatorLimits(2, 2, 3, 2, 4)));
    InfoHash lifted = new InfoHash(4, 5, 6);
    registry.add(new Registration(new InfoHash(7, 8, 9), Gate.FREE, 0, "free"));
    registry.denials().merge(List.of(new Denial(FILM, "x", 7), new Denial(lifted, "", 8)));
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM, new InfoHash(7, 8, 9), lifted)));
      assertEquals(
          List.of(new Deny.Word(FILM, 7, "x"), new Deny.Word(lifted, 8, "")),
          node.receive(Deny.class).words());
      node.send(new Register(FILM, Gate.FREE, 0, "film"));
      assertEquals(new Deny.Word(FILM, 7, "x"), onlyWord(node));
      node.receive(Registered.class);
    }
  }

  @Test
  void tellsOfManyDenialsAtOnceThoseOfWhatANodeHolds() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM)));
      until(() -> holds(1));
      List<Denial> many = new ArrayList<>(List.of(new Denial(FILM, "x", 7)));
      LongStream.range(0, 10_000)
          .forEach(i -> many.add(new Denial(new InfoHash(i, 0, 0), "y".repeat(200), 7)));
      registry.denials().merge(many);
      assertEquals(new Deny.Word(FILM, 7, "x"), onlyWord(node));
    }
  }

  @Test
  void listsTheHoldersOfATorrentAgainAsSoonAsItIsAllowed() throws Exception {
    serve(
        new Coordinator(
            new CoordinatorSettings(
                Access.OPEN, 1800, 1_000_000, new CoordinatorLimits(2, 2, 20_000, 2, 1000)),
            gate,
            registry,
            peers,
            worker,
            () -> NOON,
            () -> 0));
    List<InfoHash> hashes =
        LongStream.range(0, 10_000).mapToObj(i -> new InfoHash(i, i, 0)).toList();
    registry.denials().merge(hashes.stream().map(hash -> new Denial(hash, "x", 1)).toList());
    registry.denials().deny(FILM, "x");
    try (FakeSwarmNode node = welcomed()) {
      // So many that its turn in the round of all is minutes away.
      for (int frame = 0; frame < 10; frame++) {
        node.send(new Hold(hashes.subList(1000 * frame, 1000 * frame + 1000)));
      }
      node.send(new Hold(List.of(FILM)));
      until(() -> holds(1));
      assertEquals(0, seeders());
      registry.denials().allow(FILM);
      until(() -> seeders() == 1);
    }
  }

  private static Deny.Word onlyWord(FakeSwarmNode node) throws IOException {
    List<Deny.Word> words = node.receive(Deny.class).words();
    assertEquals(1, words.size());
    return words.get(0);
  }

  @Test
  void wantsAdmissionsOnlyForWhatIsHeld() throws Exception {
    assertFalse(coordinator.wanted(1, 2, 3));
    try (FakeSwarmNode node = welcomed()) {
      assertFalse(coordinator.wanted(1, 2, 3));
      node.send(new Hold(List.of(FILM)));
      until(() -> coordinator.wanted(1, 2, 3));
    }
    until(() -> !coordinator.wanted(1, 2, 3));
  }

  private boolean holds(int nodes) {
    return coordinator.nodes() == nodes && coordinator.wanted(1, 2, 3);
  }

  private int seeders() {
    return peers.counts(1, 2, 3).seeders();
  }

  private void expire() {
    int minutes = (int) (NOON.plusSeconds(elapsedSeconds.get()).getEpochSecond() / 60);
    for (int stripe = 0; stripe < peers.stripes(); stripe++) {
      peers.expire(stripe, minutes, EXPIRY_MINUTES);
    }
  }

  private FakeSwarmNode knock() throws IOException {
    return knock(7);
  }

  private FakeSwarmNode knock(long receiptId) throws IOException {
    return FakeSwarmNode.knock(
        address, signer.sign(0, receiptId, NOON_HOURS + 1, ReceiptKind.SWARM_NODE).text());
  }

  private FakeSwarmNode welcomed() throws IOException {
    return welcomed(7);
  }

  private FakeSwarmNode welcomed(long receiptId) throws IOException {
    FakeSwarmNode node = knock(receiptId);
    assertTrue(node.status().contains(" 101 "), node.status());
    node.send(HELLO);
    node.receive(Welcome.class);
    return node;
  }

  private static String reasonOfEnd(FakeSwarmNode node) {
    EOFException end = assertThrows(EOFException.class, () -> node.receive(Welcome.class));
    return String.valueOf(end.getMessage());
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < 200 && !condition.call(); i++) {
      Thread.sleep(25);
    }
    assertTrue(condition.call(), "did not happen within 5 s");
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}

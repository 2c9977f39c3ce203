package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A coordinator with a clock that the test sets. */
@Timeout(240)
abstract class WithCoordinator {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final long NOON_HOURS = NOON.getEpochSecond() / 3600;
  static final Hello HELLO = new Hello(1, 6881, List.of(), "");
  static final InfoHash FILM = new InfoHash(1, 2, 3);
  static final IpAddress SOURCE = IpAddress.ofIpv4(0x7F000001);
  static final int EXPIRY_MINUTES = 45;

  final AtomicLong elapsedSeconds = new AtomicLong();
  final ReceiptPrivateKey key = ReceiptPrivateKey.generate(1, new SecureRandom());
  final ReceiptSigner signer = new ReceiptSigner(key);
  final PeerTable peers = new PeerTable(new PeerTableLimits(1000, 100, 100, EXPIRY_MINUTES), 1);
  final Vertx vertx = Vertx.vertx();
  final Revocations revocations;
  final ReceiptGate gate;
  final Registry registry;
  final WorkerExecutor worker;
  Coordinator coordinator;
  InetSocketAddress address = InetSocketAddress.createUnresolved("unset", 0);

  WithCoordinator(Path directory) throws IOException {
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

  Coordinator coordinator(Access access, CoordinatorLimits limits) {
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

  void serve(Coordinator served) {
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

  boolean holds(int nodes) {
    return coordinator.nodes() == nodes && coordinator.wanted(1, 2, 3);
  }

  int seeders() {
    return peers.counts(1, 2, 3).seeders();
  }

  FakeSwarmNode knock() throws IOException {
    return knock(7);
  }

  FakeSwarmNode knock(long receiptId) throws IOException {
    return FakeSwarmNode.knock(
        address, signer.sign(0, receiptId, NOON_HOURS + 1, ReceiptKind.SWARM_NODE).text());
  }

  FakeSwarmNode welcomed() throws IOException {
    return welcomed(7);
  }

  FakeSwarmNode welcomed(long receiptId) throws IOException {
    FakeSwarmNode node = knock(receiptId);
    assertTrue(node.status().contains(" 101 "), node.status());
    node.send(HELLO);
    node.receive(Welcome.class);
    return node;
  }

  static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "did not happen");
      Thread.sleep(10);
    }
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}

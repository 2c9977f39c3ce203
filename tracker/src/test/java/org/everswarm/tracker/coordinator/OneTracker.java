package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerTable;

/** A coordinator with its own event loops, and what it needs of a tracker node. */
final class OneTracker implements AutoCloseable {

  static final IpAddress LOOPBACK = IpAddress.ofIpv4(0x7F000001);

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final long WAIT_SECONDS = 60;
  private static final Hello HELLO = new Hello(1, 6881, List.of(), "");

  private final Vertx vertx = Vertx.vertx();
  private final ReceiptSigner signer;
  private final Revocations revocations;
  private final Coordinator coordinator;
  private final InetSocketAddress address;

  /** The peer table may be another tracker's too, as if they agreed at once. */
  OneTracker(Path directory, ReceiptSigner signer, PeerTable peers, AtomicLong seconds)
      throws IOException {
    this.signer = signer;
    Files.createDirectories(directory);
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("worker", 1);
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    ReceiptGate gate =
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
    gate.addKey(signer.publicKey());
    coordinator =
        new Coordinator(
            new CoordinatorSettings(
                Access.OPEN, 1800, 600, new CoordinatorLimits(10, 2, 100_000, 10, 4096)),
            gate,
            Registry.open(directory.resolve("registry"), System::currentTimeMillis),
            peers,
            worker,
            () -> NOON.plusSeconds(seconds.get()),
            () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    await(vertx.deployVerticle(coordinator));
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> coordinator.control().accept(request, LOOPBACK))
                .listen(0, "127.0.0.1"));
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort());
  }

  Coordinator coordinator() {
    return coordinator;
  }

  Revocations revocations() {
    return revocations;
  }

  boolean wants(InfoHash hash) {
    return coordinator.wanted(hash.word0(), hash.word1(), hash.word2());
  }

  /** An announce that is admitted, as the pipeline tells it; what a swarm-node is to hear of it. */
  Admit announce(InfoHash hash, int port) {
    Admit admit =
        new Admit(hash, new Endpoint(LOOPBACK, port), 5, NOON.getEpochSecond() + 1_000_000);
    coordinator.admitted(
        hash, admit.peer(), Gate.PAID, admit.receiptId(), admit.untilEpochSecond());
    return admit;
  }

  /** A swarm-node at the same endpoint each time. */
  FakeSwarmNode node() throws IOException {
    FakeSwarmNode node = nodeBeforeWelcome();
    node.receive(Welcome.class);
    return node;
  }

  FakeSwarmNode nodeBeforeWelcome() throws IOException {
    String token = signer.sign(0, 7, ReceiptSigner.NEVER, ReceiptKind.SWARM_NODE).text();
    FakeSwarmNode node = FakeSwarmNode.knock(address, token);
    assertTrue(node.status().contains(" 101 "), node.status());
    node.send(HELLO);
    return node;
  }

  /** Ends all at once, as a process does that dies. */
  @Override
  public void close() throws IOException {
    await(vertx.close());
    revocations.close();
  }

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, what);
      Thread.sleep(5);
    }
  }

  static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}

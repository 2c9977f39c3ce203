package org.everswarm.tracker;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.announce.Admissions;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceSettings;
import org.everswarm.tracker.announce.IntervalStretch;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.gate.SipHash;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.jspecify.annotations.Nullable;

/** A real pipeline behind whatever front end a test puts before it. */
public final class TestTracker implements AutoCloseable {

  public static final InfoHash FREE = new InfoHash(0x0123456789abcdefL, 1, 1);
  public static final InfoHash PAID = new InfoHash(0xfedcba9876543210L, 2, 2);
  public static final InfoHash UNKNOWN = new InfoHash(3, 3, 3);
  public static final long BUNDLE = 0xb0b0b0b0L;

  private static final long WAIT_SECONDS = 60;

  public final Vertx vertx;
  public final Revocations revocations;
  public final AnnouncePipeline pipeline;
  public final TrafficCounters counters = new TrafficCounters();

  public final Registry registry;
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1000));
  private final ReceiptSigner signer;
  private long receiptId = 1000;

  /** One that checks signatures on a thread of its own. */
  public static TestTracker start(Vertx vertx, Path directory) {
    return new TestTracker(vertx, directory, null);
  }

  /** One that checks signatures when {@code worker} does. */
  public static TestTracker start(Vertx vertx, Path directory, Executor worker) {
    return new TestTracker(vertx, directory, worker);
  }

  private TestTracker(Vertx vertx, Path directory, @Nullable Executor worker) {
    this.vertx = vertx;
    SecureRandom random = new SecureRandom();
    signer = new ReceiptSigner(ReceiptPrivateKey.generate(1, random));
    try {
      registry = Registry.open(directory.resolve("registry"), System::currentTimeMillis);
      revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
      registry.add(new Registration(FREE, Gate.FREE, 0, "preview"));
      registry.add(new Registration(PAID, Gate.PAID, BUNDLE, "film"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ReceiptGate gate =
        new ReceiptGate(
            GateSettings.defaults(),
            revocations,
            worker == null ? this.worker : worker,
            System::nanoTime,
            random);
    gate.addKey(signer.publicKey());
    pipeline =
        new AnnouncePipeline(
            Access.REGISTERED,
            registry,
            gate,
            new PeerTable(PeerTableLimits.defaults(), 7),
            Admissions.NONE,
            AnnounceSettings.defaults(),
            new IntervalStretch(1800, 0),
            InstantSource.system());
  }

  /** A genuine receipt of a bundle. */
  public ReceiptToken receipt(long bundleId) {
    return signer.sign(bundleId, receiptId++, ReceiptSigner.NEVER, ReceiptKind.BUYER);
  }

  /** A receipt of {@link #BUNDLE}, signed with a key of the same number that is not ours. */
  public ReceiptToken forgery() {
    return new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()))
        .sign(BUNDLE, receiptId++, ReceiptSigner.NEVER, ReceiptKind.BUYER);
  }

  /** The address of a literal. */
  public static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(IpAddress.parse(host).orElseThrow().toInetAddress(), port);
  }

  /** A limiter that no test reaches. */
  public static SourceLimiter unlimited() {
    return limiter(1e6, 1_000_000);
  }

  /** A limiter of so many at once, and so many a second. */
  public static SourceLimiter limiter(double perSecond, int burst) {
    return new SourceLimiter(perSecond, burst, 1024, new SipHash(1, 2));
  }

  /** The value of a future that another thread completes. */
  public static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until something holds. */
  public static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still not so after " + WAIT_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() throws IOException {
    await(vertx.close());
    worker.shutdownNow();
    registry.close();
    revocations.close();
  }
}

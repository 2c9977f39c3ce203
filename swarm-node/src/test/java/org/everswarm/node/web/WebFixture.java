package org.everswarm.node.web;

import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.everswarm.node.Programs;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.Content;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.store.ReaderLimits;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.WebSeedUrls;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;

/** A web seed on a free loopback port, with a clock that tests move. */
final class WebFixture implements AutoCloseable {

  static final long BUNDLE = 0x1234_5678_9ABC_DEF0L;
  private static final long WAIT_SECONDS = 60;

  final ReceiptSigner signer = new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
  volatile Instant now = Instant.now();
  final WebCounters counters = new WebCounters();
  final BundleStore store;
  final DiskPieceReader reader;
  final Receipts receipts;
  final Denials denials;
  final int port;
  private final ExecutorService verifiers = Executors.newSingleThreadExecutor();
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  WebFixture(Path directory, int maxPerSource, Duration idle) throws Exception {
    store = BundleStore.open(directory.resolve("data"), InstantSource.system());
    reader = new DiskPieceReader(store, PooledByteBufAllocator.DEFAULT, ReaderLimits.DEFAULT);
    receipts = new Receipts(verifiers, 100, List.of(signer.publicKey()));
    denials = new Denials(infoHash -> store.find(infoHash) != null);
    port = Programs.freePort();
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    WebSettings settings = new WebSettings(List.of(bind), 200, maxPerSource, idle, 8192);
    await(
        vertx.deployVerticle(
            WebSeedServer.instances(
                settings, store, receipts, denials, reader, counters, () -> now),
            new DeploymentOptions().setInstances(2)));
  }

  WebFixture(Path directory) throws Exception {
    this(directory, 100, Duration.ofSeconds(30));
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  HeldTorrent hold(Content content, Gate gate) throws IOException {
    return store.add(content.torrent(), content.path(), gate, gate == Gate.FREE ? 0 : BUNDLE);
  }

  /** A receipt for the bundle that lasts ten hours. */
  String receipt(long id) {
    return signer.sign(BUNDLE, id, hours() + 10, ReceiptKind.BUYER).text();
  }

  long hours() {
    return now.getEpochSecond() / 3600;
  }

  String target(String element, Content content, String... path) {
    StringBuilder target = new StringBuilder("/ws/" + element);
    target.append('/').append(WebSeedUrls.encode(content.torrent().name()));
    for (String part : path) {
      target.append('/').append(WebSeedUrls.encode(part));
    }
    return target.toString();
  }

  HttpResponse<byte[]> get(String target, String... headers) throws Exception {
    return send("GET", target, headers);
  }

  HttpResponse<byte[]> send(String method, String target, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .timeout(Duration.ofSeconds(WAIT_SECONDS))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(32 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Waits until nothing that was read is still held. */
  void awaitNothingInFlight() throws InterruptedException {
    until(() -> reader.bytesInFlight() == 0);
  }

  static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still not so after " + WAIT_SECONDS + " s");
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
      awaitNothingInFlight();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
    verifiers.shutdownNow();
    reader.close();
    store.close();
  }
}

package org.everswarm.tracker.shop.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/**
 * The shop's real server on a free port, with some operations; what the others of the document are
 * asked for is not found.
 */
public final class TestShop implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final ShopServer server;
  private final ShopClient client;

  public TestShop(Map<String, Operation> operations) {
    this(Document.load(), operations, ApiLimits.standard());
  }

  TestShop(Document document, Map<String, Operation> operations, ApiLimits limits) {
    this(document, List.of(), operations, limits);
  }

  TestShop(
      Document document,
      List<Cidr> trustedProxies,
      Map<String, Operation> operations,
      ApiLimits limits) {
    this(document, trustedProxies, operations, limits, anybody -> {});
  }

  TestShop(
      Document document,
      List<Cidr> trustedProxies,
      Map<String, Operation> operations,
      ApiLimits limits,
      Consumer<Optional<String>> uploader) {
    Map<String, Operation> all = new HashMap<>();
    document.bodies().keySet().forEach(id -> all.put(id, TestShop::missing));
    all.putAll(operations);
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("shop", 8);
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = new ShopServer(loopback, trustedProxies, document, all, worker, limits, uploader);
    await(vertx.deployVerticle(server));
    client = new ShopClient(vertx, server.actualPort(), document);
  }

  /** A test's own OpenAPI document. */
  static Document document(String yaml) {
    try {
      return Document.of(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Reply missing(Call call) {
    throw new Problem(Kind.NOT_FOUND, "This test has no such operation.");
  }

  public ShopClient client() {
    return client;
  }

  int port() {
    return server.actualPort();
  }

  ApiCounters counters() {
    return server.counters();
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}

package org.everswarm.tracker.shop.api;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.everswarm.tracker.listen.CannotListen;
import org.everswarm.tracker.listen.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * The shop's REST API over HTTP, as the OpenAPI document describes it. Confined to its event loop;
 * operations run on the worker.
 */
public final class ShopServer extends VerticleBase {

  private static final String DOCUMENT = "getDocument";
  private static final Pattern TARGET = Pattern.compile("/(?:[^%]|%[0-9A-Fa-f]{2})*+");

  /** Neither a byte comes nor goes: what {@link Visitors} closes waits for answers to be read. */
  private static final int STUCK_SECONDS = 120;

  private static final Executor THREAD = work -> new Thread(work, "everswarm-shop-api").start();
  private static final long SWEEP_MILLIS = 250;
  private static final int LINE_BYTES_MAX = 4096;
  private static final int HEADER_BYTES_MAX = 16 << 10;

  private final InetSocketAddress bind;
  private final Document document;
  private final Map<String, Operation> operations;
  private final WorkerExecutor worker;
  private final ApiLimits limits;
  private final ApiCounters counters;
  private final Visitors visitors;
  private final Consumer<Optional<String>> uploader;
  private @Nullable HttpServer server;

  /**
   * @param trustedProxies networks whose {@code X-Forwarded-For} is believed
   * @param operations by operationId: one for each of the OpenAPI document, and no other
   * @param uploader blocks; throws a {@link org.everswarm.tracker.shop.problem.Problem} for the
   *     secret of somebody unknown, whose large bodies are not read
   * @throws IllegalArgumentException if the operations are not those of the document
   */
  public ShopServer(
      InetSocketAddress bind,
      List<Cidr> trustedProxies,
      Map<String, Operation> operations,
      WorkerExecutor worker,
      Consumer<Optional<String>> uploader) {
    this(bind, trustedProxies, Document.load(), operations, worker, ApiLimits.standard(), uploader);
  }

  ShopServer(
      InetSocketAddress bind,
      List<Cidr> trustedProxies,
      Document document,
      Map<String, Operation> operations,
      WorkerExecutor worker,
      ApiLimits limits,
      Consumer<Optional<String>> uploader) {
    this.bind = bind;
    this.document = document;
    this.operations = complete(document, operations);
    this.worker = worker;
    this.limits = limits;
    this.uploader = uploader;
    counters = new ApiCounters(this.operations.keySet());
    visitors = new Visitors(trustedProxies, limits, System::nanoTime);
  }

  /** All operations of the document, that which serves it included. */
  private static Map<String, Operation> complete(
      Document document, Map<String, Operation> operations) {
    Map<String, Operation> all = new HashMap<>(operations);
    all.put(DOCUMENT, call -> Reply.ok(document.full()));
    Set<String> described = document.bodies().keySet();
    Set<String> different = new TreeSet<>(described);
    different.addAll(all.keySet());
    different.removeIf(id -> described.contains(id) && all.containsKey(id));
    if (!different.isEmpty()) {
      throw new IllegalArgumentException(
          "operations that openapi.yaml or the program does not have: " + different);
    }
    return all;
  }

  @Override
  public Future<?> start() {
    return contract().compose(this::listen);
  }

  /** The library reads its schemas as files of the class path, which a node's Vert.x does not. */
  private Future<OpenAPIContract> contract() {
    return Future.fromCompletionStage(CompletableFuture.supplyAsync(this::read, THREAD), context);
  }

  /** Blocks. Not on a thread of Vert.x, which then warns that there is another one. */
  private OpenAPIContract read() {
    Vertx reader = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try {
      return OpenAPIContract.from(reader, document.forLibrary())
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } finally {
      reader.close();
    }
  }

  private Future<HttpServer> listen(OpenAPIContract contract) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(STUCK_SECONDS)
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true);
    Calls calls = new Calls(vertx, worker, limits, counters, visitors, document.bodies(), uploader);
    Router router = calls.router(ReadyContract.of(contract), operations);
    vertx.setPeriodic(SWEEP_MILLIS, timer -> visitors.sweep());
    return vertx
        .createHttpServer(options)
        .connectionHandler(visitors::connected)
        .invalidRequestHandler(this::unreadable)
        .requestHandler(request -> handle(request, router))
        .listen(SocketAddress.inetSocketAddress(bind))
        .onSuccess(listening -> server = listening)
        .recover(cause -> Future.failedFuture(new CannotListen("shop", bind, cause)));
  }

  /** The router logs a target that it cannot decode as if it were our fault. */
  private void handle(HttpServerRequest request, Router router) {
    visitors.asked(request);
    if (isWellFormed(request.path()) && isWellFormed("/" + request.query())) {
      router.handle(request);
    } else {
      Answers.secure(request.response());
      Answers.unreadable(
          request.response(), 400, "The path or the query is not well-formed; encode it anew.");
    }
  }

  private static boolean isWellFormed(@Nullable String target) {
    return target != null && TARGET.matcher(target).matches();
  }

  /** What is not HTTP, or has a line or headers that are too long. */
  private void unreadable(HttpServerRequest request) {
    visitors.asked(request);
    Answers.secure(request.response());
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      Answers.unreadable(
          request.response(), 414, "The URL must be no longer than " + LINE_BYTES_MAX + " bytes.");
    } else if (cause instanceof TooLongHttpHeaderException) {
      Answers.unreadable(
          request.response(),
          431,
          "The headers must be no longer than " + HEADER_BYTES_MAX + " bytes.");
    } else {
      Answers.unreadable(request.response(), 400, "This is not a request of HTTP/1.1.");
    }
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** The port that was bound, once deployed. */
  public int actualPort() {
    HttpServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("not listening");
    }
    return listening.actualPort();
  }

  /** How often each operation was answered with which status. */
  public ApiCounters counters() {
    return counters;
  }
}

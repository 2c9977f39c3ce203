package org.everswarm.tracker.shop.api;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shop's REST API over HTTP, as the OpenAPI document describes it. Confined to its event loop;
 * operations run on the worker.
 */
public final class ShopServer extends VerticleBase {

  private static final String DOCUMENT = "getDocument";
  private static final Pattern TARGET = Pattern.compile("/(?:[^%]|%[0-9A-Fa-f]{2})*+");
  private static final int LINE_BYTES_MAX = 4096;
  private static final int HEADER_BYTES_MAX = 16 << 10;

  private final InetSocketAddress bind;
  private final Document document;
  private final Map<String, Operation> operations;
  private final WorkerExecutor worker;
  private final ApiLimits limits;
  private final ApiCounters counters;
  private int connections;
  private @Nullable HttpServer server;

  /**
   * @param operations by operationId: one for each of the OpenAPI document, and no other
   * @throws IllegalArgumentException if they are not
   */
  public ShopServer(
      InetSocketAddress bind, Map<String, Operation> operations, WorkerExecutor worker) {
    this(bind, Document.load(), operations, worker, ApiLimits.standard());
  }

  ShopServer(
      InetSocketAddress bind,
      Document document,
      Map<String, Operation> operations,
      WorkerExecutor worker,
      ApiLimits limits) {
    this.bind = bind;
    this.document = document;
    this.operations = complete(document, operations);
    this.worker = worker;
    this.limits = limits;
    counters = new ApiCounters(this.operations.keySet());
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
    Vertx reader = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    Promise<OpenAPIContract> here = Promise.promise();
    OpenAPIContract.from(reader, document.forLibrary())
        .onComplete(
            contract -> context.runOnContext(own -> here.complete(contract)),
            failure -> context.runOnContext(own -> here.fail(failure)))
        .onComplete(read -> reader.close());
    return here.future();
  }

  private Future<HttpServer> listen(OpenAPIContract contract) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(limits.idleSeconds())
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true);
    Calls calls = new Calls(vertx, worker, limits, counters, document.bodies());
    Router router = calls.router(contract, operations);
    return vertx
        .createHttpServer(options)
        .connectionHandler(this::connected)
        .invalidRequestHandler(ShopServer::unreadable)
        .requestHandler(request -> handle(request, router))
        .listen(SocketAddress.inetSocketAddress(bind))
        .onSuccess(listening -> server = listening)
        .recover(this::failed);
  }

  private Future<HttpServer> failed(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String reason = message.substring(message.lastIndexOf(": ") + 1).strip();
    String address = bind.getAddress().getHostAddress() + ":" + bind.getPort();
    return Future.failedFuture(
        new IllegalArgumentException("Cannot listen on shop " + address + ": " + reason, cause));
  }

  private void connected(HttpConnection connection) {
    connections++;
    connection.closeHandler(closed -> connections--);
    if (connections > limits.connections()) {
      connection.close();
    }
  }

  /** The router logs a target that it cannot decode as if it were our fault. */
  private static void handle(HttpServerRequest request, Router router) {
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
  private static void unreadable(HttpServerRequest request) {
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

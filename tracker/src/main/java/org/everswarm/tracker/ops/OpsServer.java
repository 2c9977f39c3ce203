package org.everswarm.tracker.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.everswarm.tracker.listen.CannotListen;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's door: {@code /metrics}, {@code /health/live}, {@code /health/ready}, {@code
 * /health/drain} and {@code /admin/*}. What blocks runs on the worker.
 *
 * <p>Confined to its event loop. Draining and administering need the admin token.
 */
public final class OpsServer extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);
  private static final int BODY_BYTES_MAX = 16 << 20;
  private static final int IDLE_SECONDS = 60;
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final InetSocketAddress bind;
  private final BearerToken adminToken;
  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final AdminApi admin;
  private final WorkerExecutor worker;
  private @Nullable HttpServer server;

  public OpsServer(
      InetSocketAddress bind,
      String adminToken,
      Readiness readiness,
      PrometheusMeterRegistry metrics,
      AdminApi admin,
      WorkerExecutor worker) {
    this.bind = bind;
    this.adminToken = new BearerToken(adminToken);
    this.readiness = readiness;
    this.metrics = metrics;
    this.admin = admin;
    this.worker = worker;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_SECONDS)
            .setHandle100ContinueAutomatically(true);
    return vertx
        .createHttpServer(options)
        .requestHandler(this::handle)
        .listen(SocketAddress.inetSocketAddress(bind))
        .onSuccess(listening -> server = listening)
        .recover(cause -> Future.failedFuture(new CannotListen("ops", bind, cause)));
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

  private void handle(HttpServerRequest request) {
    String path = request.path();
    switch (path == null ? "" : path) {
      case "/metrics" -> scrape(request);
      case "/health/live" -> answer(request, 200, "live\n");
      case "/health/ready" ->
          answer(request, readiness.isReady() ? 200 : 503, readiness.text() + "\n");
      case "/health/drain" -> drain(request);
      default -> {
        if (path != null && path.startsWith("/admin/")) {
          administer(request, path);
        } else {
          answer(request, 404, "not found\n");
        }
      }
    }
  }

  private void scrape(HttpServerRequest request) {
    worker
        .executeBlocking(() -> metrics.scrape(METRICS_TYPE), false)
        .onSuccess(
            text -> {
              request.response().putHeader("Content-Type", METRICS_TYPE);
              answer(request, 200, text);
            })
        .onFailure(failure -> fail(request, failure));
  }

  private void drain(HttpServerRequest request) {
    if (refused(request)) {
      return;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      answer(request, 405, "POST\n");
      return;
    }
    readiness.drain();
    LOG.info("draining: not ready any more");
    answer(request, 200, "draining\n");
  }

  private void administer(HttpServerRequest request, String path) {
    if (refused(request)) {
      return;
    }
    BoundedBody.read(request, BODY_BYTES_MAX)
        .map(body -> read(request, path, body))
        .compose(asked -> worker.executeBlocking(() -> admin.handle(asked), false))
        .onSuccess(result -> json(request, 200, result))
        .onFailure(failure -> fail(request, failure));
  }

  private boolean refused(HttpServerRequest request) {
    if (adminToken.shownBy(request)) {
      return false;
    }
    request.response().putHeader("WWW-Authenticate", "Bearer");
    json(request, 401, error("The admin token is missing or wrong."));
    return true;
  }

  private static AdminRequest read(HttpServerRequest request, String path, Buffer body) {
    Map<String, String> query = new HashMap<>();
    request.params().forEach(parameter -> query.put(parameter.getKey(), parameter.getValue()));
    String type = request.getHeader("Content-Type");
    return new AdminRequest(request.method().name(), path, query, type == null ? "" : type, body);
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    if (failure instanceof AdminRefusal refusal) {
      json(request, refusal.status(), error(String.valueOf(refusal.getMessage())));
      return;
    }
    LOG.error("an ops request failed", failure);
    json(request, 500, error("The node failed to do this; its log says why."));
  }

  private static JsonObject error(String sentence) {
    return new JsonObject().put("error", sentence);
  }

  private static void json(HttpServerRequest request, int status, JsonObject body) {
    request.response().putHeader("Content-Type", "application/json");
    answer(request, status, body.encode());
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    if (!request.response().ended() && !request.response().closed()) {
      request.response().setStatusCode(status).end(body);
    }
  }
}

package org.everswarm.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/** {@code /metrics}, {@code /health/live} and {@code /health/ready}. Confined to its event loop. */
final class OpsServer extends VerticleBase {

  private static final int IDLE_SECONDS = 60;
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final InetSocketAddress bind;
  private final PrometheusMeterRegistry metrics;
  private final BooleanSupplier ready;

  OpsServer(InetSocketAddress bind, PrometheusMeterRegistry metrics, BooleanSupplier ready) {
    this.bind = bind;
    this.metrics = metrics;
    this.ready = ready;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(
            new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setHttp2ClearTextEnabled(false))
        .requestHandler(this::handle)
        .listen(SocketAddress.inetSocketAddress(bind));
  }

  private void handle(HttpServerRequest request) {
    switch (String.valueOf(request.path())) {
      case "/metrics" -> scrape(request);
      case "/health/live" -> answer(request, 200, "live\n");
      case "/health/ready" -> {
        boolean isReady = ready.getAsBoolean();
        answer(request, isReady ? 200 : 503, isReady ? "ready\n" : "waiting for the tracker\n");
      }
      default -> answer(request, 404, "not found\n");
    }
  }

  private void scrape(HttpServerRequest request) {
    vertx
        .executeBlocking(() -> metrics.scrape(METRICS_TYPE), false)
        .onSuccess(
            text -> {
              request.response().putHeader("Content-Type", METRICS_TYPE);
              answer(request, 200, text);
            })
        .onFailure(failure -> answer(request, 500, "the metrics could not be read\n"));
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    if (!request.response().ended() && !request.response().closed()) {
      request.response().setStatusCode(status).end(body);
    }
  }
}

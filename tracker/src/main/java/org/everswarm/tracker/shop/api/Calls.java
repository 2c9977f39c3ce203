package org.everswarm.tracker.shop.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings requests to operations and their replies back. Confined to its event loop. */
final class Calls {

  private static final int SMALL_BYTES = 64 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final String BASE = "/api/v1";
  private static final String BODY = "body";
  private static final String JSON = "application/json";
  private static final String OPERATION_ID = "operationId";

  private static final List<HttpMethod> METHODS =
      List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  private final Lane usual;
  private final Vertx vertx;
  private final ApiLimits limits;
  private final ApiCounters counters;
  private final Visitors visitors;
  private final Map<String, BodyTerms> terms;
  private final Bodies bodies;
  private final Consumer<Optional<String>> uploader;
  private long unread;

  Calls(
      Vertx vertx,
      WorkerExecutor worker,
      ApiLimits limits,
      ApiCounters counters,
      Visitors visitors,
      Map<String, BodyTerms> terms,
      Consumer<Optional<String>> uploader) {
    this.vertx = vertx;
    this.limits = limits;
    usual = new Lane(worker, limits.inFlight());
    this.counters = counters;
    this.visitors = visitors;
    this.terms = terms;
    this.uploader = uploader;
    bodies = new Bodies(vertx, limits);
  }

  Router router(OpenAPIContract contract, Map<String, Operation> operations) {
    RouterBuilder builder = RouterBuilder.create(vertx, contract, this::extract);
    for (OpenAPIRoute route : builder.getRoutes()) {
      String id = route.getOperation().getOperationId();
      Operation operation = Objects.requireNonNull(operations.get(id));
      route.setDoSecurity(false).addHandler(context -> carryOut(context, operation));
    }
    Router api = builder.createRouter();
    api.route().handler(context -> throwUnrouted(context, contract));
    Router router = Router.router(vertx);
    router.route().handler(this::begin).failureHandler(this::failed);
    router.route(BASE + "/*").subRouter(api);
    router.route().handler(context -> throwUnrouted(context, contract));
    return router;
  }

  private void begin(RoutingContext context) {
    HttpServerResponse response = context.response();
    Answers.secure(response);
    context.put(OPERATION_ID, ApiCounters.NO_OPERATION);
    context.addEndHandler(
        end -> counters.count(context.get(OPERATION_ID), response.getStatusCode()));
    context.next();
  }

  private Future<ValidatableRequest> extract(
      RoutingContext context, io.vertx.openapi.contract.Operation operation) {
    String id = operation.getOperationId();
    context.put(OPERATION_ID, id);
    BodyTerms expected = Objects.requireNonNull(terms.get(id));
    boolean json = expected.mediaTypes().contains(JSON);
    return admitted(context, expected)
        .compose(admitted -> bodies.read(context, expected))
        .map(
            body -> {
              context.put(BODY, body);
              return new Extracted(context, operation, body, json);
            });
  }

  /** Whoever sends a large body is asked who he is before it is read: there is room for few. */
  private Future<?> admitted(RoutingContext context, BodyTerms expected) {
    if (!ApiLimits.isLarge(expected.bytesMax())) {
      return Future.succeededFuture();
    }
    HttpServerRequest request = context.request().pause();
    Optional<String> bearer = Call.bearer(request.getHeader("Authorization"));
    return inLane(usual, Executors.callable(() -> uploader.accept(bearer)))
        .onFailure(refused -> bodies.refuse(request));
  }

  private void carryOut(RoutingContext context, Operation operation) {
    Call call = call(context);
    inLane(operation.lane(usual), () -> operation.answer(call))
        .onComplete(reply -> answer(context, reply), context::fail);
  }

  private static <T> Future<T> inLane(Lane lane, Callable<T> work) {
    if (!lane.enter()) {
      return Future.failedFuture(
          new Problem(Kind.UNAVAILABLE, "The shop has too much to do; try again in a moment."));
    }
    return lane.worker().executeBlocking(work, false).onComplete(done -> lane.leave());
  }

  /** Whoever does not read a large answer keeps it in memory: there is room for so much. */
  private void answer(RoutingContext context, Reply reply) {
    int bytes = reply.body().length();
    if (bytes <= SMALL_BYTES) {
      Answers.send(context.response(), reply);
    } else if (unread + bytes > limits.bodyBytes()) {
      context.fail(
          new Problem(Kind.UNAVAILABLE, "Too much is downloaded at once; try again shortly."));
    } else {
      unread += bytes;
      Answers.send(context.response(), reply).onComplete(written -> unread -= bytes);
    }
  }

  private Call call(RoutingContext context) {
    ValidatedRequest request = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
    Map<String, String> headers = new HashMap<>();
    values(request.getHeaders())
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    @Nullable String authorization = context.request().getHeader("Authorization");
    if (authorization != null) {
      headers.put("authorization", authorization);
    }
    Buffer body = context.get(BODY);
    return new Call(
        values(request.getPathParameters()),
        values(request.getQuery()),
        headers,
        body,
        visitors.source(context.request()));
  }

  private static Map<String, String> values(Map<String, RequestParameter> parameters) {
    Map<String, String> values = new HashMap<>();
    parameters.forEach(
        (name, parameter) -> {
          Object value = parameter.get();
          if (value instanceof Number number && number.doubleValue() == number.longValue()) {
            values.put(name, Long.toString(number.longValue()));
          } else if (value != null) {
            values.put(name, value.toString());
          }
        });
    return values;
  }

  private static void throwUnrouted(RoutingContext context, OpenAPIContract contract) {
    String path = context.request().path();
    List<String> allowed =
        METHODS.stream()
            .filter(method -> contract.findOperation(path, method) != null)
            .map(HttpMethod::name)
            .toList();
    if (allowed.isEmpty()) {
      throw new Problem(
          Kind.NOT_FOUND,
          "There is nothing at this path; " + BASE + "/openapi.json describes what there is.");
    }
    String methods = String.join(", ", allowed);
    context.response().putHeader("Allow", methods);
    throw new Problem(Kind.WRONG_METHOD, "Use another method here: " + methods + ".");
  }

  private void failed(RoutingContext context) {
    @Nullable Throwable failure = context.failure();
    @Nullable Problem problem = Explained.of(failure);
    if (problem != null) {
      Answers.send(context.response(), problem);
    } else if (Outage.is(failure)) {
      LOG.warn("the database did not serve {}: {}", context.get(OPERATION_ID), name(failure));
      Answers.send(
          context.response(),
          new Problem(
              Kind.UNAVAILABLE, "The shop's database is not there now; try again shortly."));
    } else if (!(failure instanceof HttpClosedException)) {
      LOG.error("{} failed", context.<String>get(OPERATION_ID), failure);
      Answers.failed(context.response());
    }
  }

  private static String name(@Nullable Throwable failure) {
    return failure == null ? "" : failure.getClass().getSimpleName();
  }
}

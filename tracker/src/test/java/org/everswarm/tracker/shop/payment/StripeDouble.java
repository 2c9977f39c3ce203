package org.everswarm.tracker.shop.payment;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's API over HTTP so far as the shop calls it, with its rules for idempotency keys: an
 * answer is kept with its key once the call was begun, 5xx included; the same key with other
 * parameters is an error; a call that fails its checks keeps nothing. {@link #books} is what
 * happens behind.
 */
public final class StripeDouble implements AutoCloseable {

  public static final String KEY = "sk_test_double";

  /** What goes wrong with the next call. */
  public enum Fault {
    /** Too many calls; nothing is done. */
    RATE_LIMIT,
    /** An error before anything is done. */
    UNAVAILABLE,
    /** An error in the midst, which the key keeps. */
    SERVER_ERROR,
    /** It is done, and the answer is lost. */
    LOST_ANSWER,
    /** Nothing is done, and there is no answer. */
    SILENCE,
    /** Another call with this key is under way. */
    IN_USE
  }

  record Answer(int status, JsonObject body) {}

  private record Kept(String call, Answer answer) {}

  private final HttpServer server;
  private final StripeBooks books;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private final List<Map<String, String>> headers = new ArrayList<>();

  private StripeDouble(Vertx vertx, StripeBooks books) {
    this.books = books;
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  public static StripeDouble start(Vertx vertx, StripeBooks books) {
    return new StripeDouble(vertx, books);
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  public StripeBooks books() {
    return books;
  }

  /** Lets the next calls go wrong, in this order. */
  public synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** The headers of every call so far, by lower-case name. */
  public synchronized List<Map<String, String>> headers() {
    return List.copyOf(headers);
  }

  /** A day later. */
  public synchronized void forgetKeys() {
    kept.clear();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body.toString()));
  }

  private synchronized void answer(HttpServerRequest request, String body) {
    Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(header -> told.put(header.getKey(), header.getValue()));
    headers.add(told);
    String call = request.method() + " " + request.path() + " " + body;
    @Nullable String key = request.getHeader("Idempotency-Key");
    @Nullable Fault fault = faults.poll();
    if (fault == Fault.SILENCE) {
      return;
    }
    Answer answer = answer(request, body, call, key, fault);
    if (fault == Fault.LOST_ANSWER) {
      request.connection().close();
      return;
    }
    request
        .response()
        .setStatusCode(answer.status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Request-Id", "req_" + headers.size())
        .end(answer.body.encode());
  }

  private Answer answer(
      HttpServerRequest request,
      String body,
      String call,
      @Nullable String key,
      @Nullable Fault fault) {
    if (!("Bearer " + KEY).equals(request.getHeader("Authorization"))) {
      return StripeBooks.error(401, "invalid_request_error", "api_key_invalid", "Invalid API Key");
    }
    if (fault == Fault.RATE_LIMIT) {
      return StripeBooks.error(429, "invalid_request_error", "rate_limit", "Too many requests");
    }
    if (fault == Fault.UNAVAILABLE) {
      return StripeBooks.error(503, "api_error", null, "Unavailable");
    }
    if (fault == Fault.IN_USE) {
      return StripeBooks.error(
          409, "idempotency_error", "idempotency_key_in_use", "Another request is under way");
    }
    if (key == null || !request.method().equals(HttpMethod.POST)) {
      return books.call(request.method().name(), request.path(), form(request.query()), form(body));
    }
    Kept before = kept.get(key);
    if (before != null) {
      return before.call.equals(call)
          ? before.answer
          : StripeBooks.error(
              400, "idempotency_error", null, "Keys can only be used with the same parameters");
    }
    Answer answer =
        fault == Fault.SERVER_ERROR
            ? StripeBooks.error(500, "api_error", null, "Something went wrong")
            : books.call("POST", request.path(), Map.of(), form(body));
    if (answer.status != 400) {
      kept.put(key, new Kept(call, answer));
    }
    return answer;
  }

  /** {@code a[b][0]=c} as it is: the names are not taken apart. */
  private static Map<String, String> form(@Nullable String text) {
    Map<String, String> fields = new TreeMap<>();
    if (text == null || text.isEmpty()) {
      return fields;
    }
    for (String field : text.split("&", -1)) {
      int equals = field.indexOf('=');
      fields.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}

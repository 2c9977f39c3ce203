package org.everswarm.tracker.shop.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/** Writes replies and refusals. */
final class Answers {

  private static final int PART_BYTES = 64 << 10;
  private static final long TOO_MANY_SECONDS = 60;
  private static final long UNAVAILABLE_SECONDS = 2;

  private Answers() {}

  /** What every answer says to browsers; an operation's own headers go before these. */
  static void secure(HttpServerResponse response) {
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cache-Control", "no-store")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }

  /** Completes when all of it is written, or the connection is gone. */
  static Future<Void> send(HttpServerResponse response, Reply reply) {
    response.setStatusCode(reply.status());
    if (!reply.contentType().isEmpty()) {
      response.putHeader("Content-Type", reply.contentType());
    }
    reply.headers().forEach(response::putHeader);
    if (!isOpen(response)) {
      return Future.succeededFuture();
    }
    return reply.body().length() == 0 ? response.end() : end(response, reply.body());
  }

  /**
   * In parts: whoever reads slowly is not idle as long as one of them gets through now and then.
   */
  private static Future<Void> end(HttpServerResponse response, Buffer body) {
    int length = body.length();
    response.putHeader("Content-Length", Integer.toString(length));
    int from = 0;
    for (; length - from > PART_BYTES; from += PART_BYTES) {
      response.write(body.slice(from, from + PART_BYTES));
    }
    return response.end(body.slice(from, length));
  }

  static void send(HttpServerResponse response, Problem problem) {
    Kind kind = problem.kind();
    if (kind == Kind.UNAUTHENTICATED) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    long seconds = retryAfterSeconds(problem);
    if (seconds > 0) {
      response.putHeader("Retry-After", Long.toString(seconds));
    }
    String type = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    problem(response, kind.status(), type, kind.title(), problem.detail());
  }

  /** Rounded up; 0 if nothing is to be said of it. */
  private static long retryAfterSeconds(Problem problem) {
    long known = problem.retryAfter().plusMillis(999).toSeconds();
    if (known > 0) {
      return known;
    }
    return problem.kind() == Kind.TOO_MANY_REQUESTS
        ? TOO_MANY_SECONDS
        : problem.kind() == Kind.UNAVAILABLE ? UNAVAILABLE_SECONDS : 0;
  }

  /** The shop's own fault, of which it tells nothing. */
  static void failed(HttpServerResponse response) {
    problem(
        response,
        500,
        "internal",
        "The shop failed",
        "This is the shop's fault, and was noted; try again later.");
  }

  /** A refusal of what is no request of HTTP that the shop reads. */
  static void unreadable(HttpServerResponse response, int status, String detail) {
    response.putHeader("Connection", "close");
    problem(response, status, "unreadable", "This cannot be read", detail);
  }

  private static void problem(
      HttpServerResponse response, int status, String type, String title, String detail) {
    JsonObject body =
        new JsonObject()
            .put("type", "urn:everswarm:problem:" + type)
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    if (isOpen(response)) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/problem+json")
          .end(body.toBuffer());
    }
  }

  private static boolean isOpen(HttpServerResponse response) {
    return !response.ended() && !response.closed();
  }
}

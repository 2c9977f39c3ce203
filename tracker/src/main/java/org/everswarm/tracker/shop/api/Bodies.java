package org.everswarm.tracker.shop.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests: each within what its operation takes, all within what there is
 * memory for. Confined to its event loop.
 */
final class Bodies {

  /**
   * Time to read the refusal: closing at once would take it away from a client that still sends.
   */
  private static final long CLOSE_SECONDS = 2;

  private final Vertx vertx;
  private final ApiLimits limits;
  private long smallHeld;
  private long largeHeld;

  Bodies(Vertx vertx, ApiLimits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  /**
   * The whole body, empty if there is none; fails with a {@link Problem} if it is not as the terms
   * say. It counts as held until the response has ended.
   */
  Future<Buffer> read(RoutingContext context, BodyTerms terms) {
    HttpServerRequest request = context.request();
    if (request.response().closed()) {
      // It went while it was asked who it is, and nobody will say so again.
      return Future.failedFuture(new HttpClosedException("the client has gone"));
    }
    Promise<Buffer> promise = Promise.promise();
    Reading reading = new Reading(request, terms, promise);
    long timer =
        vertx.setTimer(
            TimeUnit.SECONDS.toMillis(limits.bodySeconds(terms.bytesMax())),
            expired -> reading.fail(late()));
    context.addEndHandler(end -> reading.release());
    request
        .exceptionHandler(broken -> reading.fail(hungUp(broken)))
        .handler(reading::part)
        .endHandler(reading::end);
    request.resume();
    return promise
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.failed()) {
                reading.release();
              }
            });
  }

  /** Reads no body: the connection ends with the answer, and what still comes is thrown away. */
  void refuse(HttpServerRequest request) {
    request.handler(part -> {}).resume();
    request.response().putHeader("Connection", "close");
    request.connection().shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** A connection that is reset is no fault of ours, and is told as one that is closed. */
  private static Throwable hungUp(Throwable broken) {
    return broken instanceof IOException ? new HttpClosedException("the client has gone") : broken;
  }

  private static Problem late() {
    return new Problem(Kind.INVALID, "The body came too slowly; send it again.");
  }

  private final class Reading {

    private final HttpServerRequest request;
    private final BodyTerms terms;
    private final Promise<Buffer> promise;
    private Buffer body = Buffer.buffer();

    Reading(HttpServerRequest request, BodyTerms terms, Promise<Buffer> promise) {
      this.request = request;
      this.terms = terms;
      this.promise = promise;
      if (announced() > terms.bytesMax()) {
        fail(tooLarge());
      }
    }

    private long announced() {
      @Nullable String length = request.getHeader("Content-Length");
      return length == null || length.length() > 18 ? 0 : Long.parseLong(length);
    }

    void part(Buffer part) {
      if (promise.future().isComplete()) {
        return;
      }
      if (body.length() + part.length() > terms.bytesMax()) {
        fail(tooLarge());
      } else if (held() + part.length() > limits.bodyBytes()) {
        fail(new Problem(Kind.UNAVAILABLE, "Too much is uploaded at once; try again shortly."));
      } else {
        hold(part.length());
        body.appendBuffer(part);
      }
    }

    void end(Void end) {
      if (promise.future().isComplete()) {
        return;
      }
      @Nullable Problem problem = refusal();
      if (problem == null) {
        promise.complete(body);
      } else {
        promise.fail(problem);
      }
    }

    private @Nullable Problem refusal() {
      if (body.length() == 0) {
        return terms.required()
            ? new Problem(Kind.INVALID, "The request needs a body: " + types() + ".")
            : null;
      }
      @Nullable String type = request.getHeader("Content-Type");
      return terms.mediaTypes().isEmpty() || terms.accepts(type == null ? "" : type)
          ? null
          : new Problem(
              Kind.WRONG_MEDIA_TYPE, "Send the body with `Content-Type: " + types() + "`.");
    }

    private String types() {
      return String.join(" or ", terms.mediaTypes());
    }

    private Problem tooLarge() {
      return new Problem(
          Kind.TOO_LARGE, "The body must be no larger than " + terms.bytesMax() + " bytes.");
    }

    /** What is still to come is not waited for: the connection ends with the answer. */
    void fail(Throwable failure) {
      if (!promise.future().isComplete()) {
        request.response().putHeader("Connection", "close");
        promise.fail(failure);
        request.connection().shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    }

    private long held() {
      return ApiLimits.isLarge(terms.bytesMax()) ? largeHeld : smallHeld;
    }

    private void hold(int bytes) {
      if (ApiLimits.isLarge(terms.bytesMax())) {
        largeHeld += bytes;
      } else {
        smallHeld += bytes;
      }
    }

    void release() {
      hold(-body.length());
      body = Buffer.buffer();
    }
  }
}

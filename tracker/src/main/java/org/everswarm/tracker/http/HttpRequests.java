package org.everswarm.tracker.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.listen.TrustedProxies;

/**
 * What becomes of a request: mounted, refused, announce, scrape, or nothing here. Confined to one
 * event loop. No router: the target is looked at as it came.
 */
final class HttpRequests {

  static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");

  private final Map<String, BiConsumer<HttpServerRequest, IpAddress>> mounts;
  private final TrustedProxies proxies;
  private final LoopConnections connections;
  private final SourceLimiter limiter;
  private final LongSupplier nanoClock;
  private final HttpTally tally;
  private final HttpReplies replies = new HttpReplies();
  private final HttpQuestions questions;
  private final Verifications verifications;

  HttpRequests(
      HttpSettings settings,
      HttpParts parts,
      TrustedProxies proxies,
      LoopConnections connections,
      HttpQuestions questions,
      HttpTally tally,
      Context loop) {
    this.mounts = settings.mounts();
    this.proxies = proxies;
    this.connections = connections;
    this.limiter = parts.requests();
    this.nanoClock = parts.nanoClock();
    this.tally = tally;
    this.questions = questions;
    this.verifications =
        new Verifications(parts.pipeline(), loop, settings.limits().maxPendingVerifications());
  }

  void handle(HttpServerRequest request) {
    long now = nanoClock.getAsLong();
    ClientConnection connection = connections.of(request.connection());
    if (connection == null) {
      request.connection().close();
      return;
    }
    connection.requested(request.response(), now);
    IpAddress client =
        connection.proxy
            ? proxies.client(connection.peer, request.headers().getAll(FORWARDED_FOR))
            : connection.peer;
    if (refused(request)) {
      return;
    }
    boolean limited = !limiter.tryAcquire(client, now);
    BiConsumer<HttpServerRequest, IpAddress> mount = mounts.get(path(request.uri()));
    if (mount != null && !limited) {
      mount.accept(request, client);
      return;
    }
    route(new HttpCall(request, client, now), limited);
  }

  private void route(HttpCall call, boolean limited) {
    HttpQuestion question = questions.read(call.request().uri());
    if (question == null) {
      replies.error(call.request(), limited ? 429 : 404, limited ? "slow down\n" : "not here\n");
    } else if (limited) {
      send(call, question, AnnounceResult.LIMITED);
      question.count(call.ipv4(), AnnounceResult.LIMITED, 0);
    } else {
      answer(call, question);
    }
  }

  /**
   * A receipt whose signature is not known yet is checked on a worker; then the request, which
   * still holds its target, is asked again.
   */
  private void answer(HttpCall call, HttpQuestion question) {
    AnnounceResult result = question.ask(questions.target(), call.client());
    ReceiptToken receipt = question.receipt();
    if (result == AnnounceResult.VERIFY && receipt != null) {
      if (verifications.begin(receipt, call.client(), verdict -> verified(call, verdict))) {
        return;
      }
      result = AnnounceResult.BUSY;
    }
    answered(call, question, result);
  }

  private void verified(HttpCall call, AnnounceResult verdict) {
    HttpQuestion question =
        call.request().response().closed() ? null : questions.read(call.request().uri());
    if (question == null) {
      return;
    }
    AnnounceResult result = verdict;
    if (verdict == AnnounceResult.OK) {
      result = question.ask(questions.target(), call.client());
    }
    // Pushed out of the cache already: once is enough for one request.
    answered(call, question, result == AnnounceResult.VERIFY ? AnnounceResult.BUSY : result);
  }

  private void answered(HttpCall call, HttpQuestion question, AnnounceResult result) {
    send(call, question, result);
    question.count(call.ipv4(), result, nanoClock.getAsLong() - call.startNanos());
  }

  private void send(HttpCall call, HttpQuestion question, AnnounceResult result) {
    question.write(replies.body(), result);
    replies.send(call.request());
  }

  /** Nothing here takes a body, and other methods than GET and HEAD ask for nothing we have. */
  private boolean refused(HttpServerRequest request) {
    boolean body = hasBody(request);
    boolean method =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (body) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (!method) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      replies.error(request, 405, "GET or HEAD\n");
    } else if (body) {
      replies.error(request, 413, "no body is taken\n");
    }
    if (body) {
      request.connection().close();
    }
    return body || !method;
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"))
        || hasKeyBody(request.headers()::contains);
  }

  /**
   * Whether eight bytes follow that no header tells of: those of the first WebSocket draft (hixie
   * 76), for which the decoder takes them. An answer without a look at them would leave the
   * connection eight bytes behind.
   */
  static boolean hasKeyBody(Predicate<String> hasHeader) {
    return hasHeader.test("Sec-WebSocket-Key1") || hasHeader.test("Sec-WebSocket-Key2");
  }

  private static String path(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Something that is not HTTP, or beyond the limits of length: 400, 414 or 431, and the end. */
  void invalid(HttpServerRequest request) {
    tally.rejected(HttpRejection.MALFORMED);
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }
}

package org.everswarm.tracker.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.gate.SourceLimiter;

/**
 * What becomes of a request: mounted, refused, announce, scrape, or nothing here. Confined to one
 * event loop. No router: the target is looked at as it came.
 */
final class HttpRequests {

  private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");

  private final Map<String, BiConsumer<HttpServerRequest, IpAddress>> mounts;
  private final TrustedProxies proxies;
  private final LoopConnections connections;
  private final SourceLimiter limiter;
  private final LongSupplier nanoClock;
  private final HttpTally tally;
  private final HttpReplies replies;
  private final HttpAnnounces announces;
  private final HttpScrapes scrapes;
  private final RequestTarget target = new RequestTarget();

  HttpRequests(
      HttpSettings settings,
      HttpParts parts,
      TrustedProxies proxies,
      LoopConnections connections,
      HttpTally tally,
      Context loop) {
    this.mounts = settings.mounts();
    this.proxies = proxies;
    this.connections = connections;
    this.limiter = parts.requests();
    this.nanoClock = parts.nanoClock();
    this.tally = tally;
    this.replies = new HttpReplies(parts.pipeline().settings());
    Verifications verifications =
        new Verifications(parts.pipeline(), loop, settings.limits().maxPendingVerifications());
    this.announces = new HttpAnnounces(parts, verifications, replies, tally);
    this.scrapes = new HttpScrapes(parts, verifications, replies, tally);
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
    RequestTarget.Kind kind = target.parse(call.request().uri());
    if (kind == RequestTarget.Kind.OTHER) {
      replies.error(call.request(), limited ? 429 : 404, limited ? "slow down\n" : "not here\n");
    } else if (limited) {
      limited(call, kind);
    } else if (kind == RequestTarget.Kind.ANNOUNCE) {
      announces.answer(call, target);
    } else {
      scrapes.answer(call, target);
    }
  }

  private void limited(HttpCall call, RequestTarget.Kind kind) {
    if (kind == RequestTarget.Kind.ANNOUNCE) {
      tally.announced(call.ipv4(), AnnounceResult.LIMITED, 0);
    } else {
      tally.scraped(call.ipv4(), AnnounceResult.LIMITED, 0);
    }
    replies.refuse(call.request(), AnnounceResult.LIMITED);
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
        || (length != null && !length.equals("0"));
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

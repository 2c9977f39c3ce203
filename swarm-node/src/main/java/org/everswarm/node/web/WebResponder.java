package org.everswarm.node.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.store.TorrentFiles;
import org.everswarm.node.web.WebAnswer.Granted;
import org.everswarm.node.web.WebAnswer.Refused;
import org.jspecify.annotations.Nullable;

/** Turns requests into answers. Stateless; each answer stays on the event loop of its request. */
final class WebResponder {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final WebGate gate;
  private final DiskPieceReader reader;
  private final WebCounters counters;
  private final InstantSource clock;

  WebResponder(WebGate gate, DiskPieceReader reader, WebCounters counters, InstantSource clock) {
    this.gate = gate;
    this.reader = reader;
    this.counters = counters;
    this.clock = clock;
  }

  /** One request with what its answer needs. */
  private record Exchange(Context context, HttpServerRequest request, WebConnection connection) {

    HttpServerResponse response() {
      return request.response();
    }
  }

  void answer(Context context, HttpServerRequest request, WebConnection connection) {
    Exchange exchange = new Exchange(context, request, connection);
    request.response().exceptionHandler(broken -> {});
    request.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if (request.method().equals(HttpMethod.OPTIONS)) {
      allow(exchange);
    } else if (!request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
      refuse(exchange, new Refused(405, WebResult.BAD_METHOD, "GET and HEAD only"));
    } else {
      decide(exchange);
    }
  }

  /** Browsers ask before they send a Range header to another origin (CORS). */
  private void allow(Exchange exchange) {
    exchange
        .response()
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Range, If-Range")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
        .end();
    exchange.connection().ended(clock.millis());
  }

  private void decide(Exchange exchange) {
    WebTarget target = WebTarget.parse(exchange.request().uri());
    if (target == null) {
      refuse(exchange, Refused.NOT_FOUND);
      return;
    }
    Future.fromCompletionStage(gate.decide(target), exchange.context())
        .onSuccess(
            answer -> {
              if (answer instanceof Granted granted) {
                find(exchange, target, granted);
              } else if (answer instanceof Refused refused) {
                refuse(exchange, refused);
              }
            })
        .onFailure(fault -> refuse(exchange, Refused.UNAVAILABLE));
  }

  private void find(Exchange exchange, WebTarget target, Granted granted) {
    Future.fromCompletionStage(reader.files(granted.torrent()), exchange.context())
        .onSuccess(
            files -> {
              TorrentFiles.Place place = files.find(target.path());
              if (place == null) {
                refuse(exchange, Refused.NOT_FOUND);
              } else {
                serve(exchange, granted, place);
              }
            })
        .onFailure(unreadable -> refuse(exchange, Refused.UNAVAILABLE));
  }

  private void serve(Exchange exchange, Granted granted, TorrentFiles.Place place) {
    if (exchange.response().closed() || gate.ended(granted)) {
      exchange.connection().cut();
      return;
    }
    HeldTorrent torrent = granted.torrent();
    describe(exchange.response(), torrent, place);
    ByteRange range = ByteRange.of(wantedRange(exchange), place.length());
    if (range == null) {
      exchange.response().putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + place.length());
      refuse(exchange, new Refused(416, WebResult.UNSATISFIABLE, "no such range"));
      return;
    }
    if (range.partial()) {
      exchange.response().setStatusCode(206);
      exchange.response().putHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(place.length()));
    }
    exchange
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
    if (exchange.request().method().equals(HttpMethod.HEAD) || range.length() == 0) {
      exchange.response().end();
      finished(exchange, WebResult.SERVED);
    } else {
      send(exchange, granted, place.offset() + range.from(), range.length());
    }
  }

  private static void describe(
      HttpServerResponse response, HeldTorrent torrent, TorrentFiles.Place place) {
    response
        .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
        .putHeader(HttpHeaders.ETAG, etag(torrent, place))
        .putHeader(HttpHeaders.LAST_MODIFIED, modified(torrent))
        .putHeader(
            HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
            "Accept-Ranges, Content-Length, Content-Range, ETag");
  }

  /** What a torrent names never changes, so neither do these. */
  private static String etag(HeldTorrent torrent, TorrentFiles.Place place) {
    return "\"" + torrent.infoHash().hex() + "-" + place.index() + "\"";
  }

  private static String modified(HeldTorrent torrent) {
    return HTTP_DATE.format(Instant.ofEpochSecond(torrent.addedEpochSecond()));
  }

  /** The Range header, unless it was meant for something else (If-Range). */
  private static @Nullable String wantedRange(Exchange exchange) {
    String condition = exchange.request().getHeader("If-Range");
    boolean meant =
        condition == null
            || condition.equals(exchange.response().headers().get(HttpHeaders.ETAG))
            || condition.equals(exchange.response().headers().get(HttpHeaders.LAST_MODIFIED));
    return meant ? exchange.request().getHeader("Range") : null;
  }

  private void send(Exchange exchange, Granted granted, long offset, long length) {
    Transfer transfer =
        new Transfer(
            exchange.context(),
            reader,
            granted.torrent(),
            offset,
            length,
            exchange.response(),
            counters,
            result -> ended(exchange, result));
    exchange.connection().began(transfer, granted);
    transfer.start();
  }

  private void ended(Exchange exchange, WebResult result) {
    if (result == WebResult.UNAVAILABLE && !exchange.response().headWritten()) {
      exchange.response().headers().remove(HttpHeaders.CONTENT_RANGE);
      refuse(exchange, Refused.UNAVAILABLE);
      return;
    }
    finished(exchange, result);
    if (result != WebResult.SERVED) {
      exchange.request().connection().close();
    }
  }

  private void refuse(Exchange exchange, Refused refused) {
    finished(exchange, refused.result());
    if (!exchange.response().closed()) {
      exchange
          .response()
          .setStatusCode(refused.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(refused.reason().length() + 1))
          .end(refused.reason() + "\n");
    }
  }

  private void finished(Exchange exchange, WebResult result) {
    counters.answered(result);
    exchange.connection().ended(clock.millis());
  }
}

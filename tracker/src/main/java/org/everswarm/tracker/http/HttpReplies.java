package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes responses through Vert.x. Confined to one event loop. */
final class HttpReplies {

  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain");
  private static final int SCRATCH_BYTES = 4096;

  private final ByteBuf scratch = Unpooled.buffer(SCRATCH_BYTES);

  /** An empty buffer to write the next body to. */
  ByteBuf body() {
    return scratch.clear();
  }

  /** Sends what was written to {@link #body}. */
  void send(HttpServerRequest request) {
    end(request, Buffer.buffer(ByteBufUtil.getBytes(scratch)));
  }

  /** A short text under another status than 200. */
  void error(HttpServerRequest request, int status, String text) {
    request.response().setStatusCode(status);
    end(request, Buffer.buffer(text));
  }

  private static void end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
      response.end();
    } else {
      response.end(body);
    }
  }
}

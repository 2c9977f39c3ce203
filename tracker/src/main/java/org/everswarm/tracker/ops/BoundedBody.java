package org.everswarm.tracker.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request's body as long as it stays within a limit. */
final class BoundedBody {

  private BoundedBody() {}

  /** The whole body; fails with an {@link AdminRefusal} when it is larger. */
  static Future<Buffer> read(HttpServerRequest request, int bytesMax) {
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    request.exceptionHandler(promise::tryFail);
    request.endHandler(end -> promise.tryComplete(body));
    request.handler(
        part -> {
          if (body.length() + part.length() > bytesMax) {
            promise.tryFail(
                new AdminRefusal(413, "The request's body is larger than " + bytesMax + " bytes."));
          } else {
            body.appendBuffer(part);
          }
        });
    return promise.future();
  }
}

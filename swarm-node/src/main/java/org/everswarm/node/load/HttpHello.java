package org.everswarm.node.load;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A Vert.x HTTP server that answers everything with the same bytes, and does nothing else. */
final class HttpHello extends VerticleBase {

  static final int BYTES_MIN = 64;
  static final int BYTES_MAX = 16_384;

  private static final CharSequence TYPE = HttpHeaders.createOptimized("text/plain");

  private final InetSocketAddress address;
  private final Buffer body;
  private final CharSequence length;

  private HttpHello(InetSocketAddress address, int bytes) {
    this.address = address;
    this.body = Buffer.buffer(body(bytes));
    this.length = HttpHeaders.createOptimized(Integer.toString(bytes));
  }

  static Future<String> start(Vertx vertx, InetSocketAddress address, int bytes, int loops) {
    DeploymentOptions options = new DeploymentOptions().setInstances(loops);
    return vertx.deployVerticle(() -> new HttpHello(address, bytes), options);
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              request.response().headers().set(HttpHeaders.CONTENT_TYPE, TYPE);
              request.response().headers().set(HttpHeaders.CONTENT_LENGTH, length);
              request.response().end(body);
            })
        .listen(SocketAddress.inetSocketAddress(address));
  }

  /** An announce reply of so many bytes, at least {@link #BYTES_MIN}. */
  static byte[] body(int bytes) {
    String start = "d8:intervali1800e5:peers";
    int room = bytes - start.length() - "e".length();
    int peers = room - ":".length() - Integer.toString(room).length();
    // One digit more can leave one byte too much; the interval takes it.
    String length = Integer.toString(peers);
    String wide = peers + length.length() + 1 < room ? start.replace("1800", "18000") : start;
    String text = wide + length + ":" + "\0".repeat(peers) + "e";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

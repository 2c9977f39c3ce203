package org.everswarm.node.control;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A way to a tracker that can fall silent without an end, as a machine without power does. */
final class Relay implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
  private final int port;
  private volatile boolean stalled;

  Relay(String url) throws Exception {
    int to = URI.create(url).getPort();
    NetServer server = vertx.createNetServer().connectHandler(from -> connect(from, to));
    port =
        server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS)
            .actualPort();
  }

  private void connect(NetSocket from, int to) {
    from.pause();
    sockets.add(from);
    if (stalled) {
      return;
    }
    vertx
        .createNetClient()
        .connect(to, "127.0.0.1")
        .onSuccess(
            there -> {
              sockets.add(there);
              from.handler(there::write);
              there.handler(from::write);
              from.closeHandler(closed -> there.close());
              there.closeHandler(closed -> from.close());
              from.resume();
            });
  }

  /** From now on nothing passes, old connections or new. */
  void stall() {
    stalled = true;
    sockets.forEach(NetSocket::pause);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

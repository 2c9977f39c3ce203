package org.everswarm.node.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.everswarm.node.web.WebAnswer.Granted;
import org.jspecify.annotations.Nullable;

/** One client's connection, and what it lives on. Confined to its event loop. */
final class WebConnection {

  private final HttpConnection connection;
  private @Nullable Granted granted;
  private @Nullable Transfer transfer;
  private boolean busy;
  private long idleSinceMillis;

  WebConnection(HttpConnection connection, long nowMillis) {
    this.connection = connection;
    this.idleSinceMillis = nowMillis;
  }

  /** A request has come whole. */
  void requested() {
    busy = true;
  }

  /** A request was granted: from now on the connection lives on that. */
  void began(Transfer started, Granted with) {
    transfer = started;
    granted = with;
  }

  void ended(long nowMillis) {
    transfer = null;
    busy = false;
    idleSinceMillis = nowMillis;
  }

  @Nullable Granted granted() {
    return granted;
  }

  boolean idleLongerThan(long millis, long nowMillis) {
    return !busy && nowMillis - idleSinceMillis > millis;
  }

  /** Ends it, in the middle of a transfer too. */
  void cut() {
    if (transfer != null) {
      transfer.cut();
    }
    connection.close();
  }

  /**
   * The same, and of a transfer nothing more is sent, not even what lies in the kernel's buffers:
   * that is megabytes, and to a slow client many seconds.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The close handler tells.
  void reset() {
    Channel channel = ((ConnectionBase) connection).channel();
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (transfer == null || first == null || !channel.isOpen()) {
      cut();
      return;
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    transfer.cut();
    // Past Vert.x, which would wait until all that was written is sent.
    first.close();
  }
}

package org.everswarm.tracker.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Closes a connection that has asked far ahead of its answers. Vert.x keeps every pipelined request
 * that one read brought until the ones before it are answered: thousands of them, megabytes for
 * each 64 KiB that a client sends without reading. Confined to the connection's event loop.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

  /** Requests of one connection that may wait; stock clients pipeline five at most. */
  static final int UNANSWERED_MAX = 32;

  private static final String VERTX_HANDLER = "handler";

  private int unanswered;

  private PipelinedRequests() {}

  /** Watches a connection that Vert.x has just opened. */
  static void limit(HttpConnection connection) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    // Gone when the client was quicker to leave.
    if (pipeline.get(VERTX_HANDLER) != null) {
      pipeline.addBefore(VERTX_HANDLER, "pipelined", new PipelinedRequests());
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a close
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest && ++unanswered > UNANSWERED_MAX) {
      ReferenceCountUtil.release(message);
      context.close();
      return;
    }
    context.fireChannelRead(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is the writer's
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent) {
      unanswered--;
    }
    context.write(message, promise);
  }
}

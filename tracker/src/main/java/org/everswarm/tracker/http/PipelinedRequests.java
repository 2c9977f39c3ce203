package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection on their way to Vert.x: answers the simple ones itself, and closes
 * a connection that has asked far ahead of its answers, or does not read them. Confined to the
 * connection's event loop.
 *
 * <p>Vert.x keeps every pipelined request that one read brought until the ones before it are
 * answered: thousands of them, megabytes for each 64 KiB that a client sends without reading.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

  /** Requests of one connection that may wait; stock clients pipeline five at most. */
  static final int UNANSWERED_MAX = 32;

  private static final String VERTX_HANDLER = "handler";
  private static final String VERTX_ENCODER = "httpEncoder";

  private final ClientConnection client;
  private final DirectAnswers direct;
  private final ChannelHandlerContext encoder;
  private int unanswered;

  /** Answered since the last flush: the client asked on before it could have seen any of it. */
  private int unseen;

  private boolean answering;
  private boolean refused;
  private boolean unflushed;

  private PipelinedRequests(
      ClientConnection client, DirectAnswers direct, ChannelHandlerContext encoder) {
    this.client = client;
    this.direct = direct;
    this.encoder = encoder;
  }

  /** Watches a connection that Vert.x has just opened. */
  static void limit(HttpConnection connection, ClientConnection client, DirectAnswers direct) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    ChannelHandlerContext encoder = pipeline.context(VERTX_ENCODER);
    // Gone when the client was quicker to leave.
    if (pipeline.get(VERTX_HANDLER) != null && encoder != null) {
      pipeline.addBefore(
          VERTX_HANDLER, "pipelined", new PipelinedRequests(client, direct, encoder));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (refused) {
      // The connection is being closed: half a request is nothing that Vert.x could take.
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request) {
      request(context, request);
    } else if (answering) {
      // What is left of a request that has its answer: nothing but its end.
      answering = !(message instanceof LastHttpContent);
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a close
  private void request(ChannelHandlerContext context, HttpRequest request) {
    boolean reads = unseen < UNANSWERED_MAX && (context.channel().isWritable() || flushed(context));
    ByteBuf answer = reads && unanswered == 0 ? answer(context, request) : null;
    if (answer != null) {
      answering = true;
      unflushed = true;
      unseen++;
      // Complete as it is: past the encoder, in front of which nothing of ours waits.
      encoder.write(answer, encoder.voidPromise());
    } else if (reads && ++unanswered <= UNANSWERED_MAX) {
      context.fireChannelRead(request);
    } else {
      refused = true;
      ReferenceCountUtil.release(request);
      context.close();
    }
  }

  private @Nullable ByteBuf answer(ChannelHandlerContext context, HttpRequest request) {
    return direct.answer(request, client, context.alloc());
  }

  private boolean flushed(ChannelHandlerContext context) {
    encoder.flush();
    unflushed = false;
    return context.channel().isWritable();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    unseen = 0;
    if (unflushed) {
      unflushed = false;
      encoder.flush();
    }
    context.fireChannelReadComplete();
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

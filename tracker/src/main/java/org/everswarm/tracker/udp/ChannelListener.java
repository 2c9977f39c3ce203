package org.everswarm.tracker.udp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.GenericFutureListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;

/**
 * A listener over netty's channel, where {@link BatchListener} cannot be had. Slower: it reaches
 * two thirds of that with epoll, and less without.
 */
final class ChannelListener implements UdpListener {

  private final ContextInternal context;
  private final DatagramChannel channel;
  private final boolean epoll;

  private ChannelListener(ContextInternal context, DatagramChannel channel, boolean epoll) {
    this.context = context;
    this.channel = channel;
    this.epoll = epoll;
  }

  /**
   * Opens one on the loop of {@code context}.
   *
   * @param joins whether others are bound to the address already, to be joined
   */
  static Future<UdpListener> open(
      ContextInternal context,
      UdpSettings settings,
      UdpParts parts,
      InetSocketAddress bind,
      boolean joins) {
    boolean epoll =
        context.nettyEventLoop() instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    DatagramChannel channel =
        UdpSocket.open(epoll, bind.getAddress(), settings.receiveBufferBytes());
    ChannelListener listener = new ChannelListener(context, channel, epoll);
    channel.pipeline().addLast(new UdpHandler(settings, parts));
    if (epoll && joins) {
      UdpSocket.share(channel);
    }
    return listener
        .completed(context.nettyEventLoop().register(channel))
        .compose(registered -> listener.completed(channel.bind(bind)))
        .map(done -> listener.bound(joins))
        .recover(
            cause -> listener.stop().transform(closed -> Future.<UdpListener>failedFuture(cause)));
  }

  private UdpListener bound(boolean joins) {
    // Alone until here: see UdpFrontEnd.deploy.
    if (epoll && !joins) {
      UdpSocket.share(channel);
    }
    return this;
  }

  @Override
  public InetSocketAddress address() {
    return channel.localAddress();
  }

  @Override
  public boolean shareable() {
    return epoll;
  }

  @Override
  public Future<Void> stop() {
    return completed(channel.close());
  }

  private Future<Void> completed(ChannelFuture done) {
    Promise<Void> promise = context.promise();
    GenericFutureListener<io.netty.util.concurrent.Future<? super Void>> tell =
        future -> {
          if (future.isSuccess()) {
            promise.complete();
          } else {
            promise.fail(future.cause());
          }
        };
    done.addListener(tell);
    return promise.future();
  }
}

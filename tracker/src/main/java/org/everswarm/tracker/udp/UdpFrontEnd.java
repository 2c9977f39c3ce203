package org.everswarm.tracker.udp;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.GenericFutureListener;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A UDP listener (BEP 15, BEP 41) on one event loop; {@link #deploy} spreads one address over many
 * loops. Everything but the checking of signatures happens on the loop that read the packet.
 *
 * <p>Netty's channel on Vert.x's loop, because Vert.x's own datagram socket makes two system calls
 * per packet and reaches half.
 */
public final class UdpFrontEnd extends VerticleBase {

  private final UdpSettings settings;
  private final UdpParts parts;
  private final InetSocketAddress bind;
  private final boolean first;
  private @Nullable DatagramChannel channel;
  private boolean shareable;

  private UdpFrontEnd(UdpSettings settings, UdpParts parts, InetSocketAddress bind, boolean first) {
    this.settings = settings;
    this.parts = parts;
    this.bind = bind;
    this.first = first;
  }

  /**
   * Opens the listener on up to {@code instances} event loops: on one where the system has no
   * epoll. The address is the one that is bound, with the port that the system chose for port 0.
   * Fails with a sentence that names the address. Undeploying, or closing Vert.x, closes it.
   */
  public static Future<InetSocketAddress> deploy(
      Vertx vertx, int instances, UdpSettings settings, UdpParts parts) {
    // Alone at first: a socket that shares its port from the start would join any other
    // process's of this user, and the two would split the clients between them unnoticed.
    UdpFrontEnd first = new UdpFrontEnd(settings, parts, settings.bind(), true);
    return vertx
        .deployVerticle(first)
        .compose(id -> first.deployOthers(vertx, instances - 1).map(first.address()));
  }

  private Future<?> deployOthers(Vertx vertx, int others) {
    InetSocketAddress bound = address();
    return shareable && others > 0
        ? vertx.deployVerticle(
            () -> new UdpFrontEnd(settings, parts, bound, false),
            new DeploymentOptions().setInstances(others))
        : Future.succeededFuture();
  }

  private InetSocketAddress address() {
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    return channel.localAddress();
  }

  @Override
  public Future<?> start() {
    ContextInternal loop = (ContextInternal) context;
    boolean epoll =
        loop.nettyEventLoop() instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    DatagramChannel opened =
        UdpSocket.open(epoll, bind.getAddress(), settings.receiveBufferBytes());
    channel = opened;
    opened.pipeline().addLast(new UdpHandler(settings, parts));
    if (epoll && !first) {
      UdpSocket.share(opened);
    }
    return completed(loop, loop.nettyEventLoop().register(opened))
        .compose(registered -> completed(loop, opened.bind(bind)))
        .onSuccess(done -> bound(opened, epoll))
        .recover(cause -> completed(loop, opened.close()).transform(closed -> failed(cause)));
  }

  private void bound(DatagramChannel opened, boolean epoll) {
    shareable = epoll;
    if (epoll && first) {
      UdpSocket.share(opened);
    }
  }

  private Future<Void> failed(Throwable cause) {
    String address = bind.getAddress().getHostAddress() + ":" + bind.getPort();
    return Future.failedFuture(
        new IllegalArgumentException(
            "Cannot listen on UDP " + address + ": " + reason(cause), cause));
  }

  /** Without the system call's name and number: {@code Address already in use}. */
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(": ") + 1).strip();
  }

  private static Future<Void> completed(ContextInternal loop, io.netty.channel.ChannelFuture done) {
    Promise<Void> promise = loop.promise();
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

  @Override
  public Future<?> stop() {
    DatagramChannel open = channel;
    return open == null
        ? Future.succeededFuture()
        : completed((ContextInternal) context, open.close());
  }
}

package org.everswarm.tracker.udp;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import org.everswarm.tracker.listen.CannotListen;
import org.jspecify.annotations.Nullable;

/**
 * A UDP listener (BEP 15, BEP 41) on one event loop; {@link #deploy} spreads one address over many
 * loops. Everything but the checking of signatures happens on the loop that read the packet.
 *
 * <p>On Vert.x's loops, but not its datagram socket, which makes two system calls per packet and
 * reaches half.
 */
public final class UdpFrontEnd extends VerticleBase {

  private final UdpSettings settings;
  private final UdpParts parts;
  private final InetSocketAddress bind;
  private final boolean first;
  private @Nullable UdpListener listener;

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
        .compose(id -> first.deployOthers(vertx, instances - 1).map(first.opened().address()));
  }

  private Future<?> deployOthers(Vertx vertx, int others) {
    InetSocketAddress bound = opened().address();
    return opened().shareable() && others > 0
        ? vertx.deployVerticle(
            () -> new UdpFrontEnd(settings, parts, bound, false),
            new DeploymentOptions().setInstances(others))
        : Future.succeededFuture();
  }

  private UdpListener opened() {
    if (listener == null) {
      throw new IllegalStateException("not started");
    }
    return listener;
  }

  @Override
  public Future<?> start() {
    ContextInternal loop = (ContextInternal) context;
    Future<UdpListener> opening =
        BatchListener.fits(loop)
            ? BatchListener.open(loop, settings, parts, bind, !first)
            : ChannelListener.open(loop, settings, parts, bind, !first);
    return opening.onSuccess(opened -> listener = opened).recover(this::failed);
  }

  private Future<UdpListener> failed(Throwable cause) {
    return Future.failedFuture(new CannotListen("UDP", bind, cause));
  }

  @Override
  public Future<?> stop() {
    return listener == null ? Future.succeededFuture() : listener.stop();
  }
}

package org.everswarm.node.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;

/**
 * Accepts and calls peers on one event loop. Vert.x opens the sockets; our handlers sit before its
 * own in the channel's pipeline, so that bytes go from the socket to the decoder and from pooled
 * buffers to the socket without a copy.
 */
// A close that fails leaves nothing to be done.
@SuppressWarnings("FutureReturnValueIgnored")
public final class WireServer extends VerticleBase {

  private static final String VERTX_HANDLER = "handler";
  private static final int BACKLOG = 1024;

  /** A negative port is Vert.x's word for a free one that all instances share. */
  private static final int ANY_SHARED_PORT = -1;

  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(Uploader.LOW_WATER_BYTES, Uploader.HIGH_WATER_BYTES);

  private final Wire wire;
  private final PeerLoop loop;
  private final List<NetServer> servers = new ArrayList<>();
  private final List<NetClient> clients = new ArrayList<>();

  WireServer(Wire wire) {
    this.wire = wire;
    this.loop = new PeerLoop(wire);
  }

  @Override
  public Future<?> start() {
    List<InetSocketAddress> binds = wire.settings().binds();
    binds.forEach(bind -> clients.add(client(bind.getAddress())));
    return listen(binds.get(0), binds.get(0).getPort())
        .compose(first -> listenLikewise(binds, first.actualPort()))
        .onSuccess(all -> started());
  }

  /** All other addresses, on the port of the first where they leave it open. */
  private Future<?> listenLikewise(List<InetSocketAddress> binds, int port) {
    List<Future<?>> listening = new ArrayList<>();
    for (InetSocketAddress bind : binds.subList(1, binds.size())) {
      listening.add(listen(bind, bind.getPort() == 0 ? port : bind.getPort()));
    }
    return Future.all(listening);
  }

  private Future<NetServer> listen(InetSocketAddress bind, int port) {
    NetServerOptions options = new NetServerOptions().setAcceptBacklog(BACKLOG);
    NetServer server = vertx.createNetServer(options).connectHandler(this::accept);
    servers.add(server);
    return server.listen(port == 0 ? ANY_SHARED_PORT : port, bind.getAddress().getHostAddress());
  }

  private void started() {
    wire.listensOn(servers.get(0).actualPort());
    vertx.setPeriodic(wire.times().tick(), timer -> loop.tick());
    wire.started(this);
  }

  /**
   * Calls come from the address we listen on, if it is a certain one: that is how peers know us.
   */
  private NetClient client(InetAddress bind) {
    NetClientOptions options =
        new NetClientOptions().setConnectTimeout((int) wire.times().dialConnect());
    if (!bind.isAnyLocalAddress()) {
      options.setLocalAddress(bind.getHostAddress());
    }
    return vertx.createNetClient(options);
  }

  private void accept(NetSocket socket) {
    Channel channel = channel(socket);
    if (!(channel.remoteAddress() instanceof InetSocketAddress address)) {
      socket.close();
      return;
    }
    Endpoint remote = Endpoint.of(address);
    if (!wire.pending(Direction.INBOUND).enter(remote.address())) {
      wire.counters().shookHands(Direction.INBOUND, HandshakeResult.CROWDED);
      socket.close();
      return;
    }
    install(channel, PeerHandshake.ofCaller(loop, remote));
  }

  /** Calls a peer; {@code whenEnded} runs once, when the handshake is over one way or another. */
  void dial(Dialer.Call call, Runnable whenEnded) {
    Context own = context;
    own.runOnContext(
        go ->
            clientFor(call.peer())
                .connect(call.peer().port(), call.peer().address().toString())
                .onSuccess(socket -> called(socket, call, whenEnded))
                .onFailure(
                    failure -> {
                      wire.counters().shookHands(Direction.OUTBOUND, HandshakeResult.UNREACHABLE);
                      whenEnded.run();
                    }));
  }

  private NetClient clientFor(Endpoint peer) {
    List<InetSocketAddress> binds = wire.settings().binds();
    for (int i = 0; i < binds.size(); i++) {
      boolean ipv4 = binds.get(i).getAddress().getAddress().length == 4;
      if (ipv4 == peer.address().isIpv4()) {
        return clients.get(i);
      }
    }
    return clients.get(0);
  }

  private void called(NetSocket socket, Dialer.Call call, Runnable whenEnded) {
    Channel channel = channel(socket);
    if (!wire.pending(Direction.OUTBOUND).enter(call.peer().address())) {
      wire.counters().shookHands(Direction.OUTBOUND, HandshakeResult.CROWDED);
      socket.close();
      whenEnded.run();
      return;
    }
    install(channel, PeerHandshake.ofCalled(loop, call.peer(), call.infoHash(), whenEnded));
  }

  private static Channel channel(NetSocket socket) {
    return ((NetSocketInternal) socket).channelHandlerContext().channel();
  }

  /** The place taken for the handshake is given back if it cannot begin. */
  static void install(Channel channel, PeerHandshake handshake) {
    try {
      channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS);
      channel.pipeline().addBefore(VERTX_HANDLER, null, handshake);
    } catch (RuntimeException gone) {
      handshake.end(HandshakeResult.ABANDONED);
      channel.close();
    }
  }

  /** Receipts were revoked; any thread. */
  void revoked(Set<Long> receiptIds) {
    context.runOnContext(go -> loop.revoked(receiptIds));
  }

  /** Torrents were denied; any thread. */
  void denied(Set<InfoHash> infoHashes) {
    context.runOnContext(go -> loop.denied(infoHashes));
  }

  @Override
  public Future<?> stop() {
    wire.stopped(this);
    loop.closeAll();
    List<Future<?>> closing = new ArrayList<>();
    servers.forEach(server -> closing.add(server.close()));
    clients.forEach(client -> closing.add(client.close()));
    return Future.join(closing);
  }
}

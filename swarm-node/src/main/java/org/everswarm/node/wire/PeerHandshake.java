package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Set;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Hold;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection before it is served. Confined to its event loop.
 *
 * <p>A caller gets not one byte until it is known to be admitted. One that is not yet is held
 * unanswered for a few seconds, because a client calls within milliseconds of its announce and may
 * overtake the tracker's word; a refusal would cost it a minute.
 */
// A write that fails closes the channel, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerHandshake extends ByteToMessageDecoder {

  /** Bytes beyond its handshake that a held caller may send. */
  static final int MAX_UNANSWERED_BYTES = 256;

  private final PeerLoop loop;
  private final Wire wire;
  private final Direction direction;
  private final Endpoint remote;
  private final @Nullable InfoHash called;
  private final Runnable whenEnded;
  private long deadline;
  private HandshakeResult late = HandshakeResult.SLOW;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Handshake theirs;
  private @Nullable Hold hold;
  private boolean ended;

  private PeerHandshake(
      PeerLoop loop,
      Direction direction,
      Endpoint remote,
      @Nullable InfoHash called,
      Runnable whenEnded) {
    this.loop = loop;
    this.wire = loop.wire();
    this.direction = direction;
    this.remote = remote;
    this.called = called;
    this.whenEnded = whenEnded;
    WireTimes times = wire.times();
    long patience = called == null ? times.handshake() : times.dialHandshake();
    this.deadline = wire.nowMillis() + patience;
  }

  /** Waits for the handshake of a peer that called us. */
  static PeerHandshake ofCaller(PeerLoop loop, Endpoint remote) {
    return new PeerHandshake(loop, Direction.INBOUND, remote, null, () -> {});
  }

  /** Opens with our handshake to a peer that we called. */
  static PeerHandshake ofCalled(
      PeerLoop loop, Endpoint remote, InfoHash infoHash, Runnable whenEnded) {
    return new PeerHandshake(loop, Direction.OUTBOUND, remote, infoHash, whenEnded);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    loop.add(this);
    if (called != null) {
      ctx.writeAndFlush(ours(ctx, called));
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (ended) {
      in.skipBytes(in.readableBytes());
    } else if (theirs != null) {
      endIfTooMuch(in);
    } else if (!Handshake.mayBegin(in)) {
      in.skipBytes(in.readableBytes());
      end(HandshakeResult.NOT_PLAIN);
    } else {
      Handshake read = Handshake.read(in);
      if (read != null) {
        theirs = read;
        decide(read);
      }
    }
  }

  private void endIfTooMuch(ByteBuf in) {
    if (in.readableBytes() > MAX_UNANSWERED_BYTES) {
      in.skipBytes(in.readableBytes());
      end(HandshakeResult.TOO_MUCH);
    }
  }

  private void decide(Handshake read) {
    InfoHash infoHash = read.infoHash();
    WireTorrent torrent = wire.find(infoHash);
    if (called != null && !called.equals(infoHash)) {
      end(HandshakeResult.WRONG);
    } else if (read.peerId().equals(wire.ourId())) {
      end(HandshakeResult.OURSELVES);
    } else if (torrent == null) {
      end(HandshakeResult.UNKNOWN_TORRENT);
    } else if (wire.admissions().isDenied(infoHash)) {
      end(HandshakeResult.DENIED);
    } else if (isJustified(torrent)) {
      serve(torrent);
    } else if (called != null) {
      end(HandshakeResult.NOT_ADMITTED);
    } else {
      await(infoHash, remote.address());
    }
  }

  private boolean isJustified(WireTorrent torrent) {
    return Justification.find(wire.admissions(), torrent, direction, remote) != null;
  }

  private void await(InfoHash infoHash, IpAddress address) {
    late = HandshakeResult.NOT_ADMITTED;
    deadline = wire.nowMillis() + wire.times().hold();
    Admissions admissions = wire.admissions();
    hold = admissions.hold(infoHash, address, admission -> runOnLoop(this::admitted));
    if (hold == null) {
      end(HandshakeResult.CROWDED);
    }
  }

  private void admitted() {
    if (ended || theirs == null) {
      return;
    }
    WireTorrent torrent = wire.find(theirs.infoHash());
    if (torrent == null) {
      end(HandshakeResult.UNKNOWN_TORRENT);
    } else if (isJustified(torrent)) {
      serve(torrent);
    } else {
      end(HandshakeResult.NOT_ADMITTED);
    }
  }

  private void serve(WireTorrent torrent) {
    ChannelHandlerContext ctx = context;
    Handshake read = theirs;
    if (ctx == null || read == null) {
      return;
    }
    if (!wire.served().enter(remote.address())) {
      end(HandshakeResult.CROWDED);
      return;
    }
    leave(HandshakeResult.SERVED);
    if (called == null) {
      ctx.write(ours(ctx, torrent.infoHash()));
    }
    ctx.pipeline().replace(this, null, new PeerSession(loop, direction, remote, torrent, read));
  }

  private ByteBuf ours(ChannelHandlerContext ctx, InfoHash infoHash) {
    ByteBuf out = ctx.alloc().buffer(Handshake.LENGTH);
    new Handshake(true, true, infoHash, wire.ourId()).writeTo(out);
    return out;
  }

  void tick(long nowMillis) {
    if (nowMillis >= deadline) {
      end(late);
    }
  }

  /** Ends if it waits to be served one of these. */
  void denied(Set<InfoHash> infoHashes) {
    if (theirs != null && infoHashes.contains(theirs.infoHash())) {
      end(HandshakeResult.DENIED);
    }
  }

  /** Ends without an answer. */
  void end(HandshakeResult result) {
    if (!ended) {
      leave(result);
      if (context != null) {
        context.close();
      }
    }
  }

  private void leave(HandshakeResult result) {
    ended = true;
    wire.counters().shookHands(direction, result);
    loop.remove(this);
    wire.pending(direction).leave(remote.address());
    if (hold != null) {
      hold.close();
    }
    whenEnded.run();
  }

  private void runOnLoop(Runnable task) {
    if (context != null) {
      context.executor().execute(task);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    end(HandshakeResult.ABANDONED);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(HandshakeResult.ABANDONED);
  }
}

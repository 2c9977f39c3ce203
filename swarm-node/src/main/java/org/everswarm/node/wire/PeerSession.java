package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import org.everswarm.node.wire.WireMessage.Signal;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer that is served, from our answer to its handshake until the end. Confined to its event
 * loop.
 *
 * <p>We are a seeder and nothing else: everyone served is unchoked at once, and what a peer has or
 * offers is checked and forgotten, save whether it still needs anything.
 */
// A write that fails closes the channel, and channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerSession extends ByteToMessageDecoder {

  /** Senseless requests an honest client might make. */
  static final int MAX_INVALID = 300;

  /** Bytes of refusals and keep-alives that may wait for a peer that does not read. */
  private static final long MAX_UNREAD_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

  private final PeerLoop loop;
  private final Wire wire;
  private final Direction direction;
  private final Endpoint remote;
  private final WireTorrent torrent;
  private final boolean fast;
  private final boolean extended;
  private final WireDecoder decoder;
  private final PeerClock clock;
  private volatile int listenPort;
  private @Nullable Justification justification;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Uploader uploader;
  private boolean interested;
  private boolean seeder;
  private int invalid;
  private boolean ended;

  PeerSession(
      PeerLoop loop, Direction direction, Endpoint remote, WireTorrent torrent, Handshake theirs) {
    this.loop = loop;
    this.wire = loop.wire();
    this.direction = direction;
    this.remote = remote;
    this.torrent = torrent;
    this.fast = theirs.fast();
    this.extended = theirs.extended();
    this.decoder = new WireDecoder(torrent.pieceCount());
    this.clock = new PeerClock(wire.times(), wire.nowMillis());
    this.listenPort = direction == Direction.OUTBOUND ? remote.port() : 0;
  }

  InfoHash infoHash() {
    return torrent.infoHash();
  }

  Endpoint remote() {
    return remote;
  }

  /** Where the peer listens; 0 while it has not said. Readable from any thread. */
  int listenPort() {
    return listenPort;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    uploader = new Uploader(ctx, wire, torrent, this::unreadable);
    loop.add(this);
    // Looked up again once revocations find this session: none slips through in between.
    justify();
    if (!ended) {
      ctx.writeAndFlush(opening(ctx));
    }
  }

  private ByteBuf opening(ChannelHandlerContext ctx) {
    ByteBuf out = ctx.alloc().buffer(256);
    byte[] bitfield = torrent.bitfield();
    if (fast && Bitfields.isFull(bitfield, torrent.pieceCount())) {
      WireWriter.haveAll(out);
    } else {
      WireWriter.bitfield(out, bitfield);
    }
    if (extended) {
      int port = direction == Direction.OUTBOUND ? wire.port() : 0;
      WireWriter.extended(out, 0, ExtensionHandshakes.ours(remote.address(), port));
    }
    WireWriter.unchoke(out);
    return out;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    clock.heard(wire.nowMillis());
    WireMessage message = ended ? null : decoder.next(in);
    while (message != null) {
      accept(message);
      message = ended ? null : decoder.next(in);
    }
    if (ended) {
      in.skipBytes(in.readableBytes());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    // Requests that came together are read together.
    if (uploader != null && !ended) {
      uploader.pump();
    }
    ctx.flush();
    super.channelReadComplete(ctx);
  }

  private void accept(WireMessage message) {
    if (message instanceof WireMessage.Request request) {
      requested(request.block());
    } else if (message instanceof WireMessage.Cancel cancel) {
      cancelled(cancel.block());
    } else if (message instanceof Signal signal) {
      signalled(signal);
    } else if (message instanceof WireMessage.Have have) {
      checkPiece(have.piece());
    } else if (message instanceof WireMessage.Bitfield bitfield) {
      told(bitfield.pieces() == torrent.pieceCount());
    } else if (message instanceof WireMessage.Hint hint) {
      checkFast();
      checkPiece(hint.piece());
    } else if (message instanceof WireMessage.Reject) {
      checkFast();
    } else if (message instanceof WireMessage.UnwantedPiece) {
      countInvalid();
    } else if (message instanceof WireMessage.ExtensionHandshake theirs) {
      introduced(theirs);
    } else if (message instanceof WireMessage.Malformed malformed) {
      close(malformed.reason());
    }
  }

  private void signalled(Signal signal) {
    switch (signal) {
      case INTERESTED -> interested = true;
      case NOT_INTERESTED -> interested = false;
      case HAVE_ALL, HAVE_NONE -> {
        checkFast();
        told(signal == Signal.HAVE_ALL);
      }
      case KEEP_ALIVE, CHOKE, UNCHOKE -> {}
    }
  }

  /**
   * The peer says what it has. Some say it again and again: aria2 sends a bitfield where it would
   * take many HAVEs.
   */
  private void told(boolean everything) {
    if (everything) {
      becameSeeder();
    }
  }

  private void introduced(WireMessage.ExtensionHandshake theirs) {
    if (theirs.port() != 0 && direction == Direction.INBOUND) {
      listenPort = theirs.port();
    }
    if (theirs.uploadOnly()) {
      becameSeeder();
    }
  }

  private void becameSeeder() {
    if (!seeder) {
      seeder = true;
      clock.seeder(wire.nowMillis());
    }
  }

  private void requested(BlockRequest block) {
    clock.asked(wire.nowMillis());
    if (!torrent.has(block)) {
      countInvalid();
      reject(block);
    } else if (uploader != null && !uploader.add(block)) {
      reject(block);
    }
  }

  private void cancelled(BlockRequest block) {
    // BEP 6: each request is answered, a cancelled one too.
    if (uploader != null && uploader.cancel(block)) {
      reject(block);
    }
  }

  private void reject(BlockRequest block) {
    wire.counters().rejectedRequest();
    if (!fast || ended || context == null || uploader == null) {
      return;
    }
    if (uploader.unsentBytes() > MAX_UNREAD_BYTES) {
      close(CloseReason.STALLED);
      return;
    }
    ByteBuf out = context.alloc().buffer(17);
    WireWriter.reject(out, block);
    context.write(out);
    clock.wrote(wire.nowMillis());
  }

  /** Blocks whose bytes could not be read. */
  private void unreadable(List<BlockRequest> blocks, boolean goOn) {
    if (!fast || !goOn) {
      // Without BEP 6 there is no word for it, and the peer would wait for ever.
      close(CloseReason.UNREADABLE);
      return;
    }
    blocks.forEach(this::reject);
    if (context != null) {
      context.flush();
    }
  }

  private void checkPiece(int piece) {
    if (piece < 0 || piece >= torrent.pieceCount()) {
      close(CloseReason.BAD_PIECE);
    }
  }

  private void checkFast() {
    if (!fast) {
      close(CloseReason.NOT_FAST);
    }
  }

  private void countInvalid() {
    if (++invalid > MAX_INVALID) {
      close(CloseReason.INVALID_REQUESTS);
    }
  }

  /** This session goes on only if there is an admission, the one it lived on or another. */
  void justify() {
    livesOn(Justification.find(wire.admissions(), torrent, direction, remote));
    if (justification == null) {
      boolean denied = wire.admissions().isDenied(torrent.infoHash());
      close(denied ? CloseReason.DENIED : CloseReason.ADMISSION_GONE);
    }
  }

  private void livesOn(@Nullable Justification now) {
    if (justification != null) {
      loop.livesNoMoreOn(justification.receiptId(), this);
    }
    justification = now;
    if (now != null) {
      loop.livesOn(now.receiptId(), this);
    }
  }

  void tick(long nowMillis, long epochSecond) {
    if (justification != null && epochSecond >= justification.untilEpochSecond()) {
      justify();
    }
    if (ended || uploader == null || context == null) {
      return;
    }
    clock.sending(nowMillis, uploader.unsentBytes());
    CloseReason overdue = clock.overdue(nowMillis, interested, uploader.isBusy());
    if (overdue != null) {
      close(overdue);
    } else if (clock.keepAliveDue(nowMillis)) {
      ByteBuf out = context.alloc().buffer(4);
      WireWriter.keepAlive(out);
      context.writeAndFlush(out);
      clock.wrote(nowMillis);
    }
  }

  void close(CloseReason reason) {
    if (ended) {
      return;
    }
    ended = true;
    livesOn(null);
    loop.remove(this);
    wire.served().leave(remote.address());
    wire.counters().ended(direction, reason);
    if (uploader != null) {
      uploader.close();
    }
    if (context != null) {
      boolean unjustified = reason == CloseReason.ADMISSION_GONE || reason == CloseReason.DENIED;
      if (unjustified && context.channel().isOpen()) {
        // What lies in the kernel's buffers is not sent: megabytes, to a slow peer.
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      }
      context.close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    if (uploader != null && !ended && ctx.channel().isWritable()) {
      uploader.pump();
    }
    super.channelWritabilityChanged(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    close(CloseReason.PEER);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      close(CloseReason.PEER);
      return;
    }
    LOG.error("a peer's connection is closed because of a fault in serving it", cause);
    close(CloseReason.FAULT);
  }
}

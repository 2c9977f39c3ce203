package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.gate.SourceLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Which packets get an answer. Confined to one event loop.
 *
 * <p>A sender's address is a claim until it returns a connection id that we gave to that address.
 * Before that it gets 16 bytes for its 16 or more, after a glance at its bucket, and silence for
 * anything else; so we are of no use to whoever wants to flood a third party.
 */
final class UdpRequests {

  private final LoopCounters counters;
  private final InstantSource clock;
  private final SourceLimiter connects;
  private final SourceLimiter requests;
  private final ConnectionIds ids;
  private final UdpAnnounces announces;
  private final UdpScrapes scrapes;
  private long nowNanos;
  private long nowSeconds;

  /**
   * @param late sends a reply that could not be given at once; owns its buffer
   * @param loop runs tasks on this event loop
   */
  UdpRequests(
      UdpSettings settings,
      UdpParts parts,
      LoopCounters counters,
      BiConsumer<ByteBuf, InetSocketAddress> late,
      Executor loop) {
    this.counters = counters;
    this.clock = parts.clock();
    this.connects = parts.connects();
    this.requests = parts.requests();
    this.ids = new ConnectionIds(parts.key(), clock.millis() / 1000);
    this.announces = new UdpAnnounces(settings, parts.pipeline(), counters, late, loop);
    this.scrapes = new UdpScrapes(parts.pipeline(), counters);
  }

  /** Sets the time for the packets that follow. */
  void tick(long nanos) {
    nowNanos = nanos;
    nowSeconds = clock.millis() / 1000;
  }

  /** The reply to one packet, or null for silence. */
  @Nullable ByteBuf answer(ByteBuf in, InetSocketAddress sender, ByteBufAllocator replies) {
    int length = in.readableBytes();
    if (length < UdpLayout.CONNECT_LENGTH
        || length >= UdpSocket.PACKET_BYTES_MAX
        || sender.getPort() == 0) {
      return drop(DropReason.MALFORMED);
    }
    IpAddress source = IpAddress.of(sender.getAddress());
    return switch (UdpLayout.action(in, in.readerIndex())) {
      case UdpLayout.ACTION_CONNECT -> connect(in, source, replies);
      case UdpLayout.ACTION_ANNOUNCE ->
          permits(in, source, UdpLayout.ANNOUNCE_LENGTH)
              ? announces.answer(in, sender, source, replies)
              : null;
      case UdpLayout.ACTION_SCRAPE ->
          permits(in, source, UdpLayout.SCRAPE_HEAD_LENGTH + UdpLayout.HASH_LENGTH)
              ? scrapes.answer(in, source, replies)
              : null;
      default -> drop(DropReason.MALFORMED);
    };
  }

  private @Nullable ByteBuf connect(ByteBuf in, IpAddress source, ByteBufAllocator replies) {
    int start = in.readerIndex();
    if (UdpLayout.connectionId(in, start) != UdpLayout.PROTOCOL_ID) {
      return drop(DropReason.MALFORMED);
    }
    if (!connects.tryAcquire(source, nowNanos)) {
      return drop(DropReason.LIMITED);
    }
    counters.connected(source.isIpv4());
    ByteBuf out = replies.directBuffer(UdpLayout.CONNECT_LENGTH);
    UdpLayout.writeConnectReply(
        out,
        UdpLayout.transactionId(in, start),
        ids.issue(nowSeconds, source.high(), source.low()));
    return out;
  }

  private boolean permits(ByteBuf in, IpAddress source, int leastLength) {
    long id = UdpLayout.connectionId(in, in.readerIndex());
    if (!ids.isValid(id, nowSeconds, source.high(), source.low())) {
      drop(DropReason.CONNECTION_ID);
      return false;
    }
    if (in.readableBytes() < leastLength) {
      drop(DropReason.MALFORMED);
      return false;
    }
    if (!requests.tryAcquire(source, nowNanos)) {
      drop(DropReason.LIMITED);
      return false;
    }
    return true;
  }

  private @Nullable ByteBuf drop(DropReason reason) {
    counters.dropped(reason);
    return null;
  }
}

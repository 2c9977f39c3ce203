package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import java.time.InstantSource;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.gate.SourceLimiter;

/**
 * Which packets get an answer. Confined to one event loop; allocates nothing.
 *
 * <p>A sender's address is a claim until it returns a connection id that we gave to that address.
 * Before that it gets 16 bytes for its 16 or more, after a glance at its bucket, and silence for
 * anything else; so we are of no use to whoever wants to flood a third party.
 */
final class UdpRequests {

  private static final int SILENCE = 0;

  private final LoopCounters counters;
  private final InstantSource clock;
  private final SourceLimiter connects;
  private final SourceLimiter requests;
  private final ConnectionIds ids;
  private final UdpAnnounces announces;
  private final UdpScrapes scrapes;
  private final AnnouncePipeline pipeline;
  private long nowNanos;
  private long nowSeconds;

  /** Lest the reading be optimised away. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  /**
   * @param late sends replies that could not be given at once
   */
  UdpRequests(UdpSettings settings, UdpParts parts, LoopCounters counters, LateReplies late) {
    this.counters = counters;
    this.clock = parts.clock();
    this.connects = parts.connects();
    this.requests = parts.requests();
    this.ids = new ConnectionIds(parts.key(), clock.millis() / 1000);
    this.pipeline = parts.pipeline();
    this.announces = new UdpAnnounces(settings, parts.pipeline(), counters, late);
    this.scrapes = new UdpScrapes(parts.pipeline(), counters);
  }

  /** Sets the time for the packets that follow. */
  void tick(long nanos) {
    nowNanos = nanos;
    nowSeconds = clock.millis() / 1000;
  }

  /**
   * Reads ahead what a packet asks for. Done for a whole batch, its cache misses are waited for at
   * once, where the answers would wait for one after another.
   */
  void touch(ByteBuf in, int start, int length) {
    if (length >= UdpLayout.ANNOUNCE_LENGTH
        && UdpLayout.action(in, start) == UdpLayout.ACTION_ANNOUNCE) {
      touched +=
          pipeline.touch(
              UdpLayout.hash0(in, start), UdpLayout.hash1(in, start), UdpLayout.hash2(in, start));
    }
  }

  /** Writes the reply to one packet and tells its length; 0 for silence. */
  int answer(UdpPacket packet) {
    if (packet.length < UdpLayout.CONNECT_LENGTH
        || packet.length >= UdpPacket.BYTES_MAX
        || packet.port == 0) {
      return drop(DropReason.MALFORMED);
    }
    return switch (UdpLayout.action(packet.in, packet.start)) {
      case UdpLayout.ACTION_CONNECT -> connect(packet);
      case UdpLayout.ACTION_ANNOUNCE ->
          permits(packet, UdpLayout.ANNOUNCE_LENGTH) ? announces.answer(packet) : SILENCE;
      case UdpLayout.ACTION_SCRAPE ->
          permits(packet, UdpLayout.SCRAPE_HEAD_LENGTH + UdpLayout.HASH_LENGTH)
              ? scrapes.answer(packet)
              : SILENCE;
      default -> drop(DropReason.MALFORMED);
    };
  }

  private int connect(UdpPacket packet) {
    ByteBuf in = packet.in;
    if (UdpLayout.connectionId(in, packet.start) != UdpLayout.PROTOCOL_ID) {
      return drop(DropReason.MALFORMED);
    }
    if (!connects.tryAcquire(packet.addressHigh, packet.addressLow, nowNanos)) {
      return drop(DropReason.LIMITED);
    }
    counters.connected(packet.isIpv4());
    UdpLayout.writeConnectReply(
        packet.beginReply(),
        UdpLayout.transactionId(in, packet.start),
        ids.issue(nowSeconds, packet.addressHigh, packet.addressLow));
    return packet.replyLength();
  }

  private boolean permits(UdpPacket packet, int leastLength) {
    long id = UdpLayout.connectionId(packet.in, packet.start);
    if (!ids.isValid(id, nowSeconds, packet.addressHigh, packet.addressLow)) {
      drop(DropReason.CONNECTION_ID);
      return false;
    }
    if (packet.length < leastLength) {
      drop(DropReason.MALFORMED);
      return false;
    }
    if (!requests.tryAcquire(packet.addressHigh, packet.addressLow, nowNanos)) {
      drop(DropReason.LIMITED);
      return false;
    }
    return true;
  }

  private int drop(DropReason reason) {
    counters.dropped(reason);
    return SILENCE;
  }
}

package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceRequest;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.jspecify.annotations.Nullable;

/**
 * Answers announces (BEP 15) and reads the receipt in their URL data (BEP 41). Confined to one
 * event loop.
 *
 * <p>A receipt whose signature is not known yet is checked on a worker; the packet is copied, and
 * announced again when the check is done. The address in the packet is ignored: it is the sender's
 * word against the socket's.
 */
final class UdpAnnounces {

  private static final byte[] NO_REASON = {};

  private final LoopCounters counters;
  private final AnnouncePipeline pipeline;
  private final BiConsumer<ByteBuf, InetSocketAddress> late;
  private final Executor loop;
  private final int maxPending;
  private final AnnounceRequest request = new AnnounceRequest();
  private final PeerReply reply;
  private final UrlReceipt url = new UrlReceipt();
  private final Map<AnnounceResult, byte[]> reasons = new EnumMap<>(AnnounceResult.class);
  private int pending;

  UdpAnnounces(
      UdpSettings settings,
      AnnouncePipeline pipeline,
      LoopCounters counters,
      BiConsumer<ByteBuf, InetSocketAddress> late,
      Executor loop) {
    this.pipeline = pipeline;
    this.counters = counters;
    this.late = late;
    this.loop = loop;
    this.maxPending = settings.maxPendingVerifications();
    this.reply = pipeline.newReply();
    request.transport = Transport.UDP;
    for (AnnounceResult result : AnnounceResult.values()) {
      reasons.put(result, result.reason(Transport.UDP).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** The reply to an announce of full length, or null when it follows later. */
  @Nullable ByteBuf answer(
      ByteBuf in, InetSocketAddress sender, IpAddress source, ByteBufAllocator replies) {
    read(in, source);
    AnnounceResult result = pipeline.announce(request, reply);
    ReceiptToken receipt = request.receipt;
    if (result == AnnounceResult.VERIFY && receipt != null) {
      if (verify(receipt, in, sender, source, replies)) {
        return null;
      }
      result = AnnounceResult.BUSY;
    }
    return answered(result, in, source, replies);
  }

  private void read(ByteBuf in, IpAddress source) {
    int start = in.readerIndex();
    PeerAnnounce peer = request.peer;
    peer.hash0 = UdpLayout.hash0(in, start);
    peer.hash1 = UdpLayout.hash1(in, start);
    peer.hash2 = UdpLayout.hash2(in, start);
    peer.address(source);
    peer.port = UdpLayout.port(in, start);
    AnnounceEvent event = AnnounceEvent.ofUdpId(UdpLayout.event(in, start));
    peer.event = event == null ? AnnounceEvent.NONE : event;
    peer.left = UdpLayout.left(in, start);
    peer.numWant = Math.max(-1, UdpLayout.numWant(in, start));
    peer.wantIpv4 = source.isIpv4();
    peer.wantIpv6 = !peer.wantIpv4;
    url.read(in, start + UdpLayout.ANNOUNCE_LENGTH, start + in.readableBytes());
    request.receipt = url.receipt();
    request.receiptMalformed = url.malformed();
  }

  private boolean verify(
      ReceiptToken receipt,
      ByteBuf in,
      InetSocketAddress sender,
      IpAddress source,
      ByteBufAllocator replies) {
    if (pending >= maxPending) {
      return false;
    }
    ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(in));
    boolean queued =
        pipeline.verify(
            receipt,
            source,
            result -> loop.execute(() -> verified(result, copy, sender, source, replies)));
    if (queued) {
      pending++;
    }
    return queued;
  }

  private void verified(
      AnnounceResult verdict,
      ByteBuf in,
      InetSocketAddress sender,
      IpAddress source,
      ByteBufAllocator replies) {
    pending--;
    AnnounceResult result = verdict;
    if (verdict == AnnounceResult.OK) {
      read(in, source);
      result = pipeline.announce(request, reply);
    }
    // Pushed out of the cache already: once is enough for one packet.
    result = result == AnnounceResult.VERIFY ? AnnounceResult.BUSY : result;
    late.accept(answered(result, in, source, replies), sender);
  }

  private ByteBuf answered(
      AnnounceResult result, ByteBuf in, IpAddress source, ByteBufAllocator replies) {
    counters.announced(Transport.UDP, source.isIpv4(), result);
    int transactionId = UdpLayout.transactionId(in, in.readerIndex());
    return result == AnnounceResult.OK
        ? peers(transactionId, source.isIpv4(), replies)
        : refusal(transactionId, result, replies);
  }

  private ByteBuf peers(int transactionId, boolean ipv4, ByteBufAllocator replies) {
    int length = ipv4 ? reply.count4 * PeerReply.IPV4_LENGTH : reply.count6 * PeerReply.IPV6_LENGTH;
    ByteBuf out = replies.directBuffer(UdpLayout.ANNOUNCE_REPLY_HEAD_LENGTH + length);
    UdpLayout.writeAnnounceHead(
        out, transactionId, reply.intervalSeconds, reply.leechers, reply.seeders);
    return out.writeBytes(ipv4 ? reply.peers4 : reply.peers6, 0, length);
  }

  private ByteBuf refusal(int transactionId, AnnounceResult result, ByteBufAllocator replies) {
    byte[] reason = reasons.getOrDefault(result, NO_REASON);
    ByteBuf out = replies.directBuffer(8 + reason.length);
    UdpLayout.writeError(out, transactionId, reason);
    return out;
  }
}

package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.datagram.DatagramAddress;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UdpLayout;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.AnnounceRequest;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;

/**
 * Answers announces (BEP 15) and reads the receipt in their URL data (BEP 41). Confined to one
 * event loop.
 *
 * <p>A receipt whose signature is not known yet is checked on a worker; the packet is copied, and
 * announced again when the check is done. The address in the packet is ignored: it is the sender's
 * word against the socket's.
 */
final class UdpAnnounces {

  /** No reply, or none yet. */
  private static final int SILENCE = 0;

  private final LoopCounters counters;
  private final AnnouncePipeline pipeline;
  private final LateReplies late;
  private final Executor loop;
  private final int maxPending;
  private final AnnounceRequest request = new AnnounceRequest();
  private final PeerReply reply;
  private final UrlReceipt url = new UrlReceipt();
  private final byte[][] reasons;
  private int pending;

  UdpAnnounces(
      UdpSettings settings, AnnouncePipeline pipeline, LoopCounters counters, LateReplies late) {
    this.pipeline = pipeline;
    this.counters = counters;
    this.late = late;
    this.loop = late::execute;
    this.maxPending = settings.maxPendingVerifications();
    this.reply = pipeline.newReply();
    request.transport = Transport.UDP;
    request.receiptText = url.text();
    reasons = reasons();
  }

  /**
   * Writes the reply to an announce of full length and tells its length; 0: it follows later, or
   * never.
   */
  int answer(UdpPacket packet) {
    read(packet);
    AnnounceResult result = pipeline.announce(request, reply);
    ReceiptToken receipt = request.receipt;
    if (result == AnnounceResult.VERIFY && receipt != null) {
      IpAddress source = packet.source();
      if (pipeline.ignores(source)) {
        counters.dropped(DropReason.LIMITED);
        return SILENCE;
      }
      if (verify(receipt, source, packet)) {
        return SILENCE;
      }
      result = AnnounceResult.BUSY;
    }
    return answered(result, packet);
  }

  private void read(UdpPacket packet) {
    ByteBuf in = packet.in;
    int start = packet.start;
    PeerAnnounce peer = request.peer;
    peer.hash0 = UdpLayout.hash0(in, start);
    peer.hash1 = UdpLayout.hash1(in, start);
    peer.hash2 = UdpLayout.hash2(in, start);
    peer.addressHigh = packet.addressHigh;
    peer.addressLow = packet.addressLow;
    peer.port = UdpLayout.port(in, start);
    AnnounceEvent event = AnnounceEvent.ofUdpId(UdpLayout.event(in, start));
    peer.event = event == null ? AnnounceEvent.NONE : event;
    peer.left = UdpLayout.left(in, start);
    peer.numWant = Math.max(-1, UdpLayout.numWant(in, start));
    peer.wantIpv4 = packet.isIpv4();
    peer.wantIpv6 = !peer.wantIpv4;
    url.read(in, start + UdpLayout.ANNOUNCE_LENGTH, start + packet.length);
    request.receipt = url.receipt();
    request.receiptMalformed = url.malformed();
    request.receiptAt = url.at();
  }

  private boolean verify(ReceiptToken receipt, IpAddress source, UdpPacket packet) {
    if (pending >= maxPending) {
      return false;
    }
    byte[] copy = new byte[packet.length];
    packet.in.getBytes(packet.start, copy);
    DatagramAddress sender = packet.sender.get();
    boolean queued =
        pipeline.verify(receipt, source, loop, result -> verified(result, copy, source, sender));
    if (queued) {
      pending++;
    }
    return queued;
  }

  private void verified(
      AnnounceResult verdict, byte[] bytes, IpAddress source, DatagramAddress sender) {
    pending--;
    UdpPacket packet = new UdpPacket(() -> sender);
    packet.in = Unpooled.wrappedBuffer(bytes);
    packet.length = bytes.length;
    packet.addressHigh = source.high();
    packet.addressLow = source.low();
    packet.out = Unpooled.buffer(UdpPacket.BYTES_MAX);
    AnnounceResult result = verdict;
    if (verdict == AnnounceResult.OK) {
      read(packet);
      result = pipeline.announce(request, reply);
    }
    // Pushed out of the cache already: once is enough for one packet.
    result = result == AnnounceResult.VERIFY ? AnnounceResult.BUSY : result;
    late.send(packet.out, answered(result, packet), sender);
  }

  private int answered(AnnounceResult result, UdpPacket packet) {
    boolean ipv4 = packet.isIpv4();
    counters.announced(Transport.UDP, ipv4, result);
    int transactionId = UdpLayout.transactionId(packet.in, packet.start);
    ByteBuf out = packet.beginReply();
    if (result == AnnounceResult.OK) {
      writePeers(out, transactionId, ipv4);
    } else if (result == AnnounceResult.DENIED) {
      PeerAnnounce peer = request.peer;
      UdpLayout.writeError(out, transactionId, pipeline.denial(peer.hash0, peer.hash1, peer.hash2));
    } else {
      UdpLayout.writeError(out, transactionId, reason(result));
    }
    return packet.replyLength();
  }

  private void writePeers(ByteBuf out, int transactionId, boolean ipv4) {
    UdpLayout.writeAnnounceHead(
        out, transactionId, reply.intervalSeconds, reply.leechers, reply.seeders);
    int room = UdpPacket.BYTES_MAX - UdpLayout.ANNOUNCE_REPLY_HEAD_LENGTH;
    if (ipv4) {
      int count = Math.min(reply.count4, room / PeerReply.IPV4_LENGTH);
      out.writeBytes(reply.peers4, 0, count * PeerReply.IPV4_LENGTH);
    } else {
      int count = Math.min(reply.count6, room / PeerReply.IPV6_LENGTH);
      out.writeBytes(reply.peers6, 0, count * PeerReply.IPV6_LENGTH);
    }
  }

  @SuppressWarnings("EnumOrdinal") // As indexes in memory, which nobody keeps.
  private byte[] reason(AnnounceResult result) {
    return reasons[result.ordinal()];
  }

  private static byte[][] reasons() {
    AnnounceResult[] results = AnnounceResult.values();
    byte[][] reasons = new byte[results.length][];
    for (int i = 0; i < results.length; i++) {
      reasons[i] = results[i].reason(Transport.UDP).getBytes(StandardCharsets.US_ASCII);
    }
    return reasons;
  }
}

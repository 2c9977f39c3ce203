package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.LongSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.datagram.DatagramAddress;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The end of a UDP channel's pipeline: packets in, replies out, one flush per read loop. Confined
 * to one event loop. A packet's time is measured as {@link BatchListener} does.
 */
final class UdpHandler extends ChannelInboundHandlerAdapter implements LateReplies {

  private final LoopCounters counters;
  private final LongSupplier nanoClock;
  private final UdpRequests requests;
  private final UdpFaults faults;
  private final UdpPacket packet = new UdpPacket(this::sender);
  private InetSocketAddress sender = new InetSocketAddress(0);
  private volatile @Nullable ChannelHandlerContext channel;
  private long startNanos;
  private int packets;

  UdpHandler(UdpSettings settings, UdpParts parts) {
    this.counters = parts.counters().newLoop();
    this.nanoClock = parts.nanoClock();
    this.requests = new UdpRequests(settings, parts, counters, this);
    this.faults = new UdpFaults(counters, nanoClock);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (packets++ == 0) {
      startNanos = nanoClock.getAsLong();
      requests.tick(startNanos);
    }
    DatagramPacket received = (DatagramPacket) message;
    ByteBuf reply = ctx.alloc().directBuffer(UdpPacket.BYTES_MAX);
    try {
      answer(ctx, received, reply);
    } finally {
      reply.release();
      received.release();
    }
  }

  private void answer(ChannelHandlerContext ctx, DatagramPacket received, ByteBuf reply) {
    sender = received.sender();
    IpAddress source = IpAddress.of(sender.getAddress());
    packet.in = received.content();
    packet.start = received.content().readerIndex();
    packet.length = received.content().readableBytes();
    packet.addressHigh = source.high();
    packet.addressLow = source.low();
    packet.port = sender.getPort();
    packet.out = reply;
    if (requests.answer(packet) > 0) {
      write(ctx, reply.retain(), sender);
    }
  }

  /** The void promise costs nothing, and sends failures to {@link #exceptionCaught}. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void write(ChannelHandlerContext ctx, ByteBuf reply, InetSocketAddress recipient) {
    ctx.write(new DatagramPacket(reply, recipient), ctx.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
    counters.timed(Transport.UDP, nanoClock.getAsLong() - startNanos, packets);
    packets = 0;
  }

  @Override
  public void send(ByteBuf reply, int length, DatagramAddress recipient) {
    ChannelHandlerContext ctx = channel;
    if (ctx == null || !ctx.channel().isWritable()) {
      counters.dropped(DropReason.BUSY);
      return;
    }
    write(ctx, reply.retainedSlice(0, length), socketAddress(recipient));
    ctx.flush();
  }

  @Override
  public void execute(Runnable task) {
    ChannelHandlerContext ctx = channel;
    if (ctx != null && !ctx.isRemoved() && !ctx.executor().isShuttingDown()) {
      ctx.executor().execute(task);
    }
  }

  private DatagramAddress sender() {
    int scope = sender.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
    return new DatagramAddress(packet.addressHigh, packet.addressLow, packet.port, scope);
  }

  private static InetSocketAddress socketAddress(DatagramAddress of) {
    IpAddress ip = new IpAddress(of.high(), of.low());
    if (ip.isIpv4()) {
      return new InetSocketAddress(ip.toInetAddress(), of.port());
    }
    try {
      return new InetSocketAddress(
          Inet6Address.getByAddress(null, ip.toBytes(), of.scope()), of.port());
    } catch (UnknownHostException impossible) {
      throw new AssertionError("16 bytes are an address", impossible);
    }
  }

  /** A reply that the kernel did not take: its client asks again. Anything else is our fault. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      counters.dropped(DropReason.BUSY);
    } else {
      faults.failed(cause);
    }
  }
}

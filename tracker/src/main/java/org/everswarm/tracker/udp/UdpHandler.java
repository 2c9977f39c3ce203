package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.everswarm.tracker.announce.DropReason;
import org.everswarm.tracker.announce.LoopCounters;
import org.everswarm.tracker.announce.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a UDP channel's pipeline: packets in, replies out, one flush per read loop. Confined
 * to one event loop.
 *
 * <p>The clock is read twice per read loop, not per packet. A packet's time is that of its whole
 * batch, from the moment the batch was read until its replies were handed to the kernel: no reply
 * leaves earlier, so it is what the client waits for. Packets without a reply count too.
 */
final class UdpHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(UdpHandler.class);
  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LoopCounters counters;
  private final LongSupplier nanoClock;
  private final UdpRequests requests;
  private @Nullable ChannelHandlerContext channel;
  private long startNanos;
  private int packets;
  private boolean failed;
  private long failedNanos;

  UdpHandler(UdpSettings settings, UdpParts parts) {
    this.counters = parts.counters().newLoop();
    this.nanoClock = parts.nanoClock();
    this.requests = new UdpRequests(settings, parts, counters, this::sendLate, this::later);
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
    DatagramPacket packet = (DatagramPacket) message;
    try {
      answer(ctx, packet);
    } finally {
      packet.release();
    }
  }

  private void answer(ChannelHandlerContext ctx, DatagramPacket packet) {
    if (!ctx.channel().isWritable()) {
      counters.dropped(DropReason.BUSY);
      return;
    }
    InetSocketAddress sender = packet.sender();
    ByteBuf reply = requests.answer(packet.content(), sender, ctx.alloc());
    if (reply != null) {
      write(ctx, reply, sender);
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
    long nanos = nanoClock.getAsLong() - startNanos;
    for (int i = 0; i < packets; i++) {
      counters.timed(Transport.UDP, nanos);
    }
    packets = 0;
  }

  /** A reply that had to wait for a worker. */
  private void sendLate(ByteBuf reply, InetSocketAddress recipient) {
    if (channel == null || !channel.channel().isWritable()) {
      reply.release();
      counters.dropped(DropReason.BUSY);
      return;
    }
    write(channel, reply, recipient);
    channel.flush();
  }

  /** Back from a worker to the loop; nowhere once the channel is closed. */
  private void later(Runnable task) {
    if (channel != null && !channel.isRemoved() && !channel.executor().isShuttingDown()) {
      channel.executor().execute(task);
    }
  }

  /**
   * A reply that the kernel did not take: its client asks again. Anything else is our fault, and is
   * logged, but not as often as packets may come.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      counters.dropped(DropReason.BUSY);
      return;
    }
    counters.dropped(DropReason.FAILED);
    long now = nanoClock.getAsLong();
    if (!failed || now - failedNanos >= LOG_NANOS) {
      failed = true;
      failedNanos = now;
      LOG.error("a UDP packet could not be answered", cause);
    }
  }
}

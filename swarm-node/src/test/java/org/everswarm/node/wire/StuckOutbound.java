package org.everswarm.node.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/** A peer that never reads: flushes do not get through, so written bytes stay in the channel. */
final class StuckOutbound extends ChannelOutboundHandlerAdapter {

  @Override
  public void flush(ChannelHandlerContext ctx) {}
}

package org.everswarm.tracker.udp;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The netty channel of one event loop, one address family each: for systems where {@link
 * BatchListener} cannot be had.
 *
 * <p>With epoll, one system call reads up to {@value #MESSAGES_PER_READ} packets (recvmmsg) and one
 * writes their replies (sendmmsg). Without epoll it works, one packet at a time.
 */
final class UdpSocket {

  static final int MESSAGES_PER_READ = 64;

  private static final int REPLIES_LOW_BYTES = 1 << 20;
  private static final int REPLIES_HIGH_BYTES = 4 << 20;

  /** Linux's IPPROTO_IPV6 and IPV6_V6ONLY; netty's own sockets are dual-stack. */
  private static final IntegerUnixChannelOption IPV6_ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  private UdpSocket() {}

  /** A channel that is not bound yet, for a loop of the same kind. */
  static DatagramChannel open(boolean epoll, InetAddress bind, int receiveBufferBytes) {
    SocketProtocolFamily family =
        bind instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    DatagramChannel channel =
        epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
    channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    channel.config().setOption(ChannelOption.SO_RCVBUF, receiveBufferBytes);
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(REPLIES_LOW_BYTES, REPLIES_HIGH_BYTES));
    if (epoll) {
      batch(channel);
      if (family == SocketProtocolFamily.INET6) {
        channel.config().setOption(IPV6_ONLY, 1);
      }
    } else {
      channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(UdpPacket.BYTES_MAX));
    }
    return channel;
  }

  private static void batch(DatagramChannel channel) {
    channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UdpPacket.BYTES_MAX);
    channel
        .config()
        .setRecvByteBufAllocator(
            new FixedRecvByteBufAllocator(MESSAGES_PER_READ * UdpPacket.BYTES_MAX));
  }

  /** Lets another socket of this process bind the same address; the kernel then spreads sources. */
  static void share(DatagramChannel channel) {
    channel.config().setOption(EpollChannelOption.SO_REUSEPORT, true);
  }
}

package org.everswarm.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Supplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.datagram.DatagramAddress;

/**
 * One request where it lies, and the room for its reply: plain fields, filled again for each.
 * Confined to one event loop.
 */
final class UdpPacket {

  /**
   * Room for one packet or one reply: an announce with 255 bytes of URL data, a scrape of 74
   * info-hashes, 74 IPv6 peers. What is longer arrives cut, and is dropped.
   */
  static final int BYTES_MAX = 1536;

  /** The sender, as a value to keep. */
  final Supplier<DatagramAddress> sender;

  /** Memory with the request in it, from {@link #start} on; its indexes mean nothing. */
  ByteBuf in = Unpooled.EMPTY_BUFFER;

  /** The index of the request's first byte. */
  int start;

  /** The request's length. */
  int length;

  /** The address as observed, in {@link IpAddress} form. */
  long addressHigh;

  /** See {@link #addressHigh}. */
  long addressLow;

  /** The port that it came from. */
  int port;

  /** Memory with {@link #BYTES_MAX} bytes of room at {@link #reply}. */
  ByteBuf out = Unpooled.EMPTY_BUFFER;

  /** The index where the reply's first byte belongs. */
  int reply;

  UdpPacket(Supplier<DatagramAddress> sender) {
    this.sender = sender;
  }

  boolean isIpv4() {
    return IpAddress.isIpv4(addressHigh, addressLow);
  }

  /** The address as observed. A new value. */
  IpAddress source() {
    return new IpAddress(addressHigh, addressLow);
  }

  /** Where the reply is to be appended. */
  ByteBuf beginReply() {
    return out.writerIndex(reply);
  }

  /** The length of what was appended. */
  int replyLength() {
    return out.writerIndex() - reply;
  }
}

package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.udp.UdpLayout;

/** Reads BEP 15 replies in place, whatever their bytes are, and counts them. Not thread-safe. */
final class UdpReplies {

  /** Action and transaction id. */
  static final int HEAD_LENGTH = 8;

  private static final int SWARM_LENGTH = 12;

  private final ByteBuf in;
  private final int peerLength;
  private final ErrorTexts.Bytes bytes;

  /**
   * @param ipv6 whether replies come over IPv6, which tells how long a peer is
   */
  UdpReplies(ByteBuf in, boolean ipv6) {
    this.in = in;
    this.peerLength = ipv6 ? UdpLayout.PEER6_LENGTH : UdpLayout.PEER4_LENGTH;
    this.bytes = in::getByte;
  }

  /**
   * Counts the reply to a request of {@code kind}, at least {@link #HEAD_LENGTH} bytes; tells
   * whether it is what was asked for.
   */
  boolean count(int kind, int start, int length, long nanos, Tally tally) {
    int action = in.getInt(start);
    if (action == UdpLayout.ACTION_ERROR) {
      tally.refused(nanos, length, bytes, start + HEAD_LENGTH, start + length);
      return false;
    }
    boolean scrape = kind == Requests.SCRAPE;
    int head = scrape ? HEAD_LENGTH : UdpLayout.ANNOUNCE_REPLY_HEAD_LENGTH;
    if (action != (scrape ? UdpLayout.ACTION_SCRAPE : UdpLayout.ACTION_ANNOUNCE) || length < head) {
      tally.malformed(nanos, length);
      return false;
    }
    if (kind == Requests.STOPPED) {
      tally.acknowledged(nanos, length);
    } else {
      tally.answered(nanos, length, (length - head) / (scrape ? SWARM_LENGTH : peerLength));
    }
    return true;
  }
}

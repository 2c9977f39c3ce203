package org.everswarm.protocol.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The fields of BEP 15 datagrams, read and written in place: nothing is allocated and no index of
 * the buffer read from moves. Whoever reads checks first that the datagram is long enough.
 *
 * <p>Stateless. {@code start} is always the index of the datagram's first byte.
 */
public final class UdpLayout {

  /** What a connect request has in the place of a connection id. */
  public static final long PROTOCOL_ID = 0x417_2710_1980L;

  public static final int ACTION_CONNECT = 0;
  public static final int ACTION_ANNOUNCE = 1;
  public static final int ACTION_SCRAPE = 2;
  public static final int ACTION_ERROR = 3;

  /** Length of a connect request, and of what every request begins with. */
  public static final int CONNECT_LENGTH = 16;

  /** Length of an announce without options; BEP 41 options begin here. */
  public static final int ANNOUNCE_LENGTH = 98;

  /** Length of a scrape before its info-hashes. */
  public static final int SCRAPE_HEAD_LENGTH = 16;

  /** Most info-hashes in a scrape (BEP 15). */
  public static final int MAX_SCRAPE = 74;

  /** Length of an announce reply before its peers. */
  public static final int ANNOUNCE_REPLY_HEAD_LENGTH = 20;

  /** Length of a peer in a reply over IPv4. */
  public static final int PEER4_LENGTH = 6;

  /** Length of a peer in a reply over IPv6. */
  public static final int PEER6_LENGTH = 18;

  /** Length of an info-hash in a scrape. */
  public static final int HASH_LENGTH = 20;

  private UdpLayout() {}

  public static long connectionId(ByteBuf in, int start) {
    return in.getLong(start);
  }

  public static int action(ByteBuf in, int start) {
    return in.getInt(start + 8);
  }

  public static int transactionId(ByteBuf in, int start) {
    return in.getInt(start + 12);
  }

  /** First word of an announce's info-hash. */
  public static long hash0(ByteBuf in, int start) {
    return in.getLong(start + 16);
  }

  /** Second word of an announce's info-hash. */
  public static long hash1(ByteBuf in, int start) {
    return in.getLong(start + 24);
  }

  /** Last word of an announce's info-hash. */
  public static int hash2(ByteBuf in, int start) {
    return in.getInt(start + 32);
  }

  /** Where an announce's peer id begins. */
  public static int peerIdIndex(int start) {
    return start + 36;
  }

  public static long downloaded(ByteBuf in, int start) {
    return in.getLong(start + 56);
  }

  public static long left(ByteBuf in, int start) {
    return in.getLong(start + 64);
  }

  public static long uploaded(ByteBuf in, int start) {
    return in.getLong(start + 72);
  }

  /** The event's id, which may name none. */
  public static int event(ByteBuf in, int start) {
    return in.getInt(start + 80);
  }

  /** The address a client claims. Not to be trusted. */
  public static int ip(ByteBuf in, int start) {
    return in.getInt(start + 84);
  }

  public static int key(ByteBuf in, int start) {
    return in.getInt(start + 88);
  }

  /** How many peers it wants; negative: as many as the tracker likes. */
  public static int numWant(ByteBuf in, int start) {
    return in.getInt(start + 92);
  }

  public static int port(ByteBuf in, int start) {
    return in.getUnsignedShort(start + 96);
  }

  /** How many whole info-hashes a scrape of {@code length} bytes has; may exceed the most. */
  public static int scrapeCount(int length) {
    return Math.max(0, length - SCRAPE_HEAD_LENGTH) / HASH_LENGTH;
  }

  /** Where info-hash {@code i} of a scrape begins. */
  public static int scrapeHashIndex(int start, int i) {
    return start + SCRAPE_HEAD_LENGTH + i * HASH_LENGTH;
  }

  /** Appends a connect reply: 16 bytes. */
  public static void writeConnectReply(ByteBuf out, int transactionId, long connectionId) {
    out.writeInt(ACTION_CONNECT).writeInt(transactionId).writeLong(connectionId);
  }

  /** Appends an announce reply up to its peers: 20 bytes. */
  public static void writeAnnounceHead(
      ByteBuf out, int transactionId, int intervalSeconds, int leechers, int seeders) {
    out.writeInt(ACTION_ANNOUNCE).writeInt(transactionId);
    out.writeInt(intervalSeconds).writeInt(leechers).writeInt(seeders);
  }

  /** Appends a scrape reply up to its first swarm: 8 bytes. */
  public static void writeScrapeHead(ByteBuf out, int transactionId) {
    out.writeInt(ACTION_SCRAPE).writeInt(transactionId);
  }

  /** Appends one swarm of a scrape reply: 12 bytes. */
  public static void writeScrapeCounts(ByteBuf out, int seeders, int downloads, int leechers) {
    out.writeInt(seeders).writeInt(downloads).writeInt(leechers);
  }

  /** Appends an error reply: 8 bytes and the message, ASCII. */
  public static void writeError(ByteBuf out, int transactionId, byte[] message) {
    out.writeInt(ACTION_ERROR).writeInt(transactionId).writeBytes(message);
  }

  /** The same with a message in ASCII. Allocates nothing. */
  public static void writeError(ByteBuf out, int transactionId, String message) {
    out.writeInt(ACTION_ERROR).writeInt(transactionId);
    ByteBufUtil.writeAscii(out, message);
  }
}

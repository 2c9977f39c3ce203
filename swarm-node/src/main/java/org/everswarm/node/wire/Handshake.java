package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * The 68 bytes that open a connection (BEP 3).
 *
 * @param fast whether the peer speaks the fast extension (BEP 6)
 * @param extended whether the peer speaks the extension protocol (BEP 10)
 */
record Handshake(boolean fast, boolean extended, InfoHash infoHash, PeerId peerId) {

  /** Length on the wire, in bytes. */
  static final int LENGTH = 68;

  /** The first byte: the length of the protocol's name. Anything else is not a plain handshake. */
  static final int FIRST_BYTE = 19;

  private static final byte[] NAME = "BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
  private static final int RESERVED = 1 + NAME.length;
  private static final int INFO_HASH = RESERVED + 8;
  private static final int PEER_ID = INFO_HASH + InfoHash.LENGTH;
  private static final long FAST = 0x04;
  private static final long EXTENDED = 0x10_0000;

  /** Whether the readable bytes, however few, may be the start of a handshake. */
  static boolean mayBegin(ByteBuf in) {
    int start = in.readerIndex();
    if (in.isReadable() && in.getByte(start) != FIRST_BYTE) {
      return false;
    }
    int known = Math.min(in.readableBytes() - 1, NAME.length);
    for (int i = 0; i < known; i++) {
      if (in.getByte(start + 1 + i) != NAME[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads a handshake; null, and nothing read, while there are fewer than its bytes. */
  static @Nullable Handshake read(ByteBuf in) {
    if (in.readableBytes() < LENGTH) {
      return null;
    }
    int start = in.readerIndex();
    in.skipBytes(LENGTH);
    long reserved = in.getLong(start + RESERVED);
    return new Handshake(
        (reserved & FAST) != 0,
        (reserved & EXTENDED) != 0,
        InfoHash.get(in, start + INFO_HASH),
        PeerId.get(in, start + PEER_ID));
  }

  void writeTo(ByteBuf out) {
    out.writeByte(FIRST_BYTE).writeBytes(NAME);
    out.writeLong((fast ? FAST : 0) | (extended ? EXTENDED : 0));
    infoHash.writeTo(out);
    peerId.writeTo(out);
  }
}

package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;

/** Writes the messages a seeder sends. */
final class WireWriter {

  /** Bytes before the block in a PIECE message. */
  static final int PIECE_HEADER_BYTES = 13;

  private WireWriter() {}

  static void keepAlive(ByteBuf out) {
    out.writeInt(0);
  }

  static void unchoke(ByteBuf out) {
    out.writeInt(1).writeByte(MessageId.UNCHOKE);
  }

  static void haveAll(ByteBuf out) {
    out.writeInt(1).writeByte(MessageId.HAVE_ALL);
  }

  static void bitfield(ByteBuf out, byte[] bits) {
    out.writeInt(1 + bits.length).writeByte(MessageId.BITFIELD).writeBytes(bits);
  }

  static void reject(ByteBuf out, BlockRequest block) {
    out.writeInt(13).writeByte(MessageId.REJECT);
    out.writeInt(block.piece()).writeInt(block.begin()).writeInt(block.length());
  }

  static void pieceHeader(ByteBuf out, BlockRequest block) {
    out.writeInt(9 + block.length()).writeByte(MessageId.PIECE);
    out.writeInt(block.piece()).writeInt(block.begin());
  }

  /** BEP 10 message {@code extensionId}; 0 is its handshake. */
  static void extended(ByteBuf out, int extensionId, byte[] payload) {
    out.writeInt(2 + payload.length).writeByte(MessageId.EXTENDED).writeByte(extensionId);
    out.writeBytes(payload);
  }
}

package org.everswarm.node.wire;

import io.netty.buffer.ByteBuf;
import org.everswarm.node.wire.WireMessage.Malformed;
import org.everswarm.node.wire.WireMessage.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages out of what a peer sends after its handshake. One per connection, confined to its
 * event loop.
 *
 * <p>Only what is read is waited for: bytes of messages that mean nothing to a seeder are skipped
 * as they come, so that no peer makes us keep more than a bitfield or an extension handshake.
 */
final class WireDecoder {

  /** The longest frame, in bytes. */
  static final int MAX_FRAME_BYTES = 1 << 20;

  private static final int LENGTH_BYTES = 4;
  private static final int PIECE_HEAD_BYTES = 9;
  private static final int BLOCK_BYTES = 13;

  private final int pieceCount;
  private final int bitfieldBytes;
  private int skip;

  WireDecoder(int pieceCount) {
    this.pieceCount = pieceCount;
    this.bitfieldBytes = (pieceCount + 7) / 8;
  }

  /** The next message, or null when more bytes are needed. */
  @Nullable WireMessage next(ByteBuf in) {
    int skipped = Math.min(skip, in.readableBytes());
    in.skipBytes(skipped);
    skip -= skipped;
    if (skip > 0 || in.readableBytes() < LENGTH_BYTES) {
      return null;
    }
    int length = in.getInt(in.readerIndex());
    if (length < 0 || length > MAX_FRAME_BYTES) {
      return new Malformed(CloseReason.FRAME_TOO_LONG);
    }
    if (length == 0) {
      in.skipBytes(LENGTH_BYTES);
      return Signal.KEEP_ALIVE;
    }
    return in.readableBytes() <= LENGTH_BYTES ? null : frame(in, length);
  }

  private @Nullable WireMessage frame(ByteBuf in, int length) {
    int id = in.getUnsignedByte(in.readerIndex() + LENGTH_BYTES);
    return switch (id) {
      case MessageId.CHOKE -> signal(in, length, Signal.CHOKE);
      case MessageId.UNCHOKE -> signal(in, length, Signal.UNCHOKE);
      case MessageId.INTERESTED -> signal(in, length, Signal.INTERESTED);
      case MessageId.NOT_INTERESTED -> signal(in, length, Signal.NOT_INTERESTED);
      case MessageId.HAVE_ALL -> signal(in, length, Signal.HAVE_ALL);
      case MessageId.HAVE_NONE -> signal(in, length, Signal.HAVE_NONE);
      case MessageId.HAVE, MessageId.SUGGEST, MessageId.ALLOWED_FAST -> piece(in, length, id);
      case MessageId.REQUEST, MessageId.CANCEL, MessageId.REJECT -> block(in, length, id);
      case MessageId.PORT -> length == 3 ? ignore(in, length, id) : badLength();
      case MessageId.BITFIELD -> bitfield(in, length);
      case MessageId.PIECE -> unwantedPiece(in, length);
      case MessageId.EXTENDED -> extended(in, length);
      default -> ignore(in, length, id);
    };
  }

  private static WireMessage signal(ByteBuf in, int length, Signal signal) {
    if (length != 1) {
      return badLength();
    }
    in.skipBytes(LENGTH_BYTES + length);
    return signal;
  }

  private static @Nullable WireMessage piece(ByteBuf in, int length, int id) {
    if (length != 5) {
      return badLength();
    }
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return null;
    }
    in.skipBytes(LENGTH_BYTES + 1);
    int piece = in.readInt();
    return id == MessageId.HAVE ? new WireMessage.Have(piece) : new WireMessage.Hint(piece);
  }

  private static @Nullable WireMessage block(ByteBuf in, int length, int id) {
    if (length != BLOCK_BYTES) {
      return badLength();
    }
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return null;
    }
    in.skipBytes(LENGTH_BYTES + 1);
    BlockRequest block = new BlockRequest(in.readInt(), in.readInt(), in.readInt());
    return switch (id) {
      case MessageId.REQUEST -> new WireMessage.Request(block);
      case MessageId.CANCEL -> new WireMessage.Cancel(block);
      default -> new WireMessage.Reject(block);
    };
  }

  private @Nullable WireMessage bitfield(ByteBuf in, int length) {
    if (length != 1 + bitfieldBytes) {
      return new Malformed(CloseReason.BAD_BITFIELD);
    }
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return null;
    }
    in.skipBytes(LENGTH_BYTES + 1);
    int pieces = 0;
    for (int i = 0; i < bitfieldBytes - 1; i++) {
      pieces += Integer.bitCount(in.readUnsignedByte());
    }
    int last = in.readUnsignedByte();
    int spare = 8 * bitfieldBytes - pieceCount;
    boolean clear = (last & ((1 << spare) - 1)) == 0;
    return clear
        ? new WireMessage.Bitfield(pieces + Integer.bitCount(last))
        : new Malformed(CloseReason.BAD_BITFIELD);
  }

  private @Nullable WireMessage unwantedPiece(ByteBuf in, int length) {
    if (length < PIECE_HEAD_BYTES || length > PIECE_HEAD_BYTES + BlockRequest.MAX_LENGTH) {
      return badLength();
    }
    if (in.readableBytes() < LENGTH_BYTES + PIECE_HEAD_BYTES) {
      return null;
    }
    in.skipBytes(LENGTH_BYTES + 1);
    int piece = in.readInt();
    in.skipBytes(4);
    skip = length - PIECE_HEAD_BYTES;
    return new WireMessage.UnwantedPiece(piece, skip);
  }

  private @Nullable WireMessage extended(ByteBuf in, int length) {
    if (length < 2) {
      return badLength();
    }
    if (in.readableBytes() < LENGTH_BYTES + 2) {
      return null;
    }
    boolean handshake = in.getByte(in.readerIndex() + LENGTH_BYTES + 1) == 0;
    if (!handshake || length - 2 > ExtensionHandshakes.MAX_BYTES) {
      return ignore(in, length, MessageId.EXTENDED);
    }
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return null;
    }
    in.skipBytes(LENGTH_BYTES + 2);
    return ExtensionHandshakes.read(in.readSlice(length - 2));
  }

  private WireMessage ignore(ByteBuf in, int length, int id) {
    in.skipBytes(LENGTH_BYTES);
    skip = length;
    return new WireMessage.Ignored(id);
  }

  private static WireMessage badLength() {
    return new Malformed(CloseReason.BAD_LENGTH);
  }
}

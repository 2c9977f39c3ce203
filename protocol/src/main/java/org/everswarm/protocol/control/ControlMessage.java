package org.everswarm.protocol.control;

import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a swarm-node and a tracker node tell each other: one bencoded dictionary in each binary
 * WebSocket frame. Keys a reader does not know are skipped, so that either end may be newer.
 *
 * <p>Immutable. Constructors refuse what does not fit a frame with {@link
 * IllegalArgumentException}.
 */
public sealed interface ControlMessage
    permits Hello, Welcome, Hold, Release, Register, Registered, Admit, Revoke, Deny, ReceiptKeys {

  /** The version of these messages that {@link Hello} tells. */
  int VERSION = 1;

  /** A frame has at most so many bytes. */
  int MAX_FRAME_BYTES = 64 * 1024;

  /** Info-hashes or receipt ids in one message; whoever has more sends several. */
  int MAX_ITEMS = 1000;

  /** The message in a frame, or null when it is none. */
  static @Nullable ControlMessage decode(byte[] frame) {
    return ControlCodec.decode(frame);
  }

  /** The frame of this message. */
  default byte[] encode() {
    return BencodeWriter.write(toDict());
  }

  /** This message as a dictionary, its type under {@code t}. */
  BDict toDict();
}

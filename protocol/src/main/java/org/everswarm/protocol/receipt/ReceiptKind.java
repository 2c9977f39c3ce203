package org.everswarm.protocol.receipt;

import org.jspecify.annotations.Nullable;

/** Whom a receipt serves. */
public enum ReceiptKind {
  /** Who bought a bundle. */
  BUYER(1),
  /** Who published it. */
  PUBLISHER(2),
  /** A swarm-node, at the tracker's control channel. */
  SWARM_NODE(3);

  private final int code;

  ReceiptKind(int code) {
    this.code = code;
  }

  /** The byte in a token. */
  int code() {
    return code;
  }

  /** The kind of a token's byte, or null when it names none. */
  static @Nullable ReceiptKind ofCode(int code) {
    return switch (code) {
      case 1 -> BUYER;
      case 2 -> PUBLISHER;
      case 3 -> SWARM_NODE;
      default -> null;
    };
  }
}

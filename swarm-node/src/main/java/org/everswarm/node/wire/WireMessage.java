package org.everswarm.node.wire;

/** A message of the peer wire, with as much of it as a seeder has use for. */
sealed interface WireMessage {

  /** Messages that say all by their kind. */
  enum Signal implements WireMessage {
    KEEP_ALIVE,
    CHOKE,
    UNCHOKE,
    INTERESTED,
    NOT_INTERESTED,
    HAVE_ALL,
    HAVE_NONE
  }

  record Have(int piece) implements WireMessage {}

  /** A bitfield of the right size, with the number of pieces in it. */
  record Bitfield(int pieces) implements WireMessage {}

  record Request(BlockRequest block) implements WireMessage {}

  record Cancel(BlockRequest block) implements WireMessage {}

  record Reject(BlockRequest block) implements WireMessage {}

  /** SUGGEST or ALLOWED_FAST (BEP 6). */
  record Hint(int piece) implements WireMessage {}

  /** The head of a PIECE, of which we want none; its bytes are skipped. */
  record UnwantedPiece(int piece, int length) implements WireMessage {}

  /** BEP 10's handshake: the port the peer listens on or 0, and whether it only uploads. */
  record ExtensionHandshake(int port, boolean uploadOnly) implements WireMessage {}

  /** A message without meaning to us; its bytes are skipped. */
  record Ignored(int id) implements WireMessage {}

  /** Not a message: the connection cannot go on. */
  record Malformed(CloseReason reason) implements WireMessage {}
}

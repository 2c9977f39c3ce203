package org.everswarm.node.wire;

/**
 * A block that a peer asks for.
 *
 * @param piece index of the piece
 * @param begin where in the piece the block begins
 * @param length of the block, in bytes
 */
record BlockRequest(int piece, int begin, int length) {

  /** The longest block that is served; what every client asks for. */
  static final int MAX_LENGTH = 16 << 10;
}

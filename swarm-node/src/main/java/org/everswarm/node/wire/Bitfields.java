package org.everswarm.node.wire;

/** BEP 3 bitfields: first piece in the highest bit of the first byte. */
final class Bitfields {

  private Bitfields() {}

  /** Whether all of the first {@code pieces} bits are set. */
  static boolean isFull(byte[] bits, int pieces) {
    int set = 0;
    for (byte b : bits) {
      set += Integer.bitCount(b & 0xFF);
    }
    return set == pieces;
  }
}

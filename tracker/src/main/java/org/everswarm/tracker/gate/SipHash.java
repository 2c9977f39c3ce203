package org.everswarm.tracker.gate;

/**
 * SipHash-2-4: a 64-bit keyed hash that nobody can foresee without its key.
 *
 * <p>Immutable and thread-safe; allocates nothing.
 *
 * <p>Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012). Chosen for connection ids
 * and table places because an outsider must neither forge the former nor collide the latter.
 */
public final class SipHash {

  private final long key0;
  private final long key1;

  /** A hash under 128 bits of key, in two little-endian words. */
  public SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** The hash of one word: of its eight bytes, least significant first. */
  public long hash(long word) {
    return hash(1, word, 0, 0, 8);
  }

  /** The hash of two words. */
  public long hash(long word0, long word1) {
    return hash(2, word0, word1, 0, 16);
  }

  /** The hash of three words. */
  public long hash(long word0, long word1, long word2) {
    return hash(3, word0, word1, word2, 24);
  }

  /**
   * The hash of the first of three words, of so many bytes.
   *
   * <p>The four words of state are locals, in one loop, because an object of them is not always
   * optimized away. The four closing rounds are two more turns with nothing to take in.
   */
  private long hash(int words, long word0, long word1, long word2, long bytes) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    for (int i = 0; i < words + 3; i++) {
      long word = 0;
      if (i < words) {
        word = i == 0 ? word0 : i == 1 ? word1 : word2;
      } else if (i == words) {
        word = bytes << 56;
      } else if (i == words + 1) {
        v2 ^= 0xff;
      }
      v3 ^= word;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}

package org.everswarm.tracker.gate;

/**
 * SipHash-2-4: a 64-bit keyed hash that nobody can foresee without its key.
 *
 * <p>Immutable and thread-safe; allocates nothing once compiled.
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
    State state = start();
    state.add(word);
    return state.finish(8L << 56);
  }

  /** The hash of two words. */
  public long hash(long word0, long word1) {
    State state = start();
    state.add(word0);
    state.add(word1);
    return state.finish(16L << 56);
  }

  /** The hash of three words. */
  public long hash(long word0, long word1, long word2) {
    State state = start();
    state.add(word0);
    state.add(word1);
    state.add(word2);
    return state.finish(24L << 56);
  }

  State start() {
    return new State(key0, key1);
  }

  /** Never leaves the method that made it, so that it lives in registers. */
  static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private State(long key0, long key1) {
      v0 = key0 ^ 0x736f6d6570736575L;
      v1 = key1 ^ 0x646f72616e646f6dL;
      v2 = key0 ^ 0x6c7967656e657261L;
      v3 = key1 ^ 0x7465646279746573L;
    }

    void add(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    /** Ends with the bytes that fill no word, and the length in the topmost byte. */
    long finish(long last) {
      add(last);
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
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
  }
}

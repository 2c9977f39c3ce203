package org.everswarm.node.load;

/**
 * Requests without an answer yet, by transaction id: the place of a request and, above it, how
 * often that place was used, so that a late answer is not taken for another's. Allocates nothing
 * after construction. Not thread-safe.
 */
final class InFlight {

  /** Most requests in flight. */
  static final int CAPACITY_MAX = 1 << 16;

  private static final int PLACE_BITS = 16;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
  private static final byte FREE = -1;

  private final int[] ids;
  private final long[] since;
  private final int[] peers;
  private final byte[] kinds;
  private final int[] free;
  private int freeCount;

  /** Places from here on were never taken. */
  private int untouched;

  /** Hears of requests that are given up. */
  interface Lost {
    void lost(int kind, int peer);
  }

  InFlight(int capacity) {
    ids = new int[capacity];
    since = new long[capacity];
    peers = new int[capacity];
    kinds = new byte[capacity];
    free = new int[capacity];
    for (int place = 0; place < capacity; place++) {
      ids[place] = place;
      kinds[place] = FREE;
      free[freeCount++] = capacity - 1 - place;
    }
  }

  int size() {
    return ids.length - freeCount;
  }

  /** Takes a place, of which there is one, and tells its transaction id. */
  int take(long nanos, int kind, int peer) {
    int place = free[--freeCount];
    untouched = Math.max(untouched, place + 1);
    ids[place] += 1 << PLACE_BITS;
    since[place] = nanos;
    peers[place] = peer;
    kinds[place] = (byte) kind;
    return ids[place];
  }

  /** The place of a transaction; -1 when there is no such transaction. */
  int place(int transactionId) {
    int place = transactionId & PLACE_MASK;
    return place < ids.length && ids[place] == transactionId && kinds[place] != FREE ? place : -1;
  }

  long since(int place) {
    return since[place];
  }

  int peer(int place) {
    return peers[place];
  }

  int kind(int place) {
    return kinds[place];
  }

  void free(int place) {
    kinds[place] = FREE;
    free[freeCount++] = place;
  }

  /** Gives up what was taken before {@code nanos}. */
  void expire(long nanos, Lost lost) {
    for (int place = 0; place < untouched; place++) {
      if (kinds[place] != FREE && since[place] - nanos < 0) {
        int kind = kinds[place];
        free(place);
        lost.lost(kind, peers[place]);
      }
    }
  }
}

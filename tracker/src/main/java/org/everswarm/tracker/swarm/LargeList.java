package org.everswarm.tracker.swarm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a list of very many peers has beside its lines: their order, and an index of its peers.
 *
 * <p>Not thread-safe: the stripe of its list guards it.
 */
final class LargeList {

  /** Headers, fields, and the place in {@link LargeLists}: about. */
  private static final int FIXED_BYTES = 160;

  final RankIndex index;
  int[] chunks;
  private final Memory memory;

  private LargeList(int[] chunks, RankIndex index, Memory memory) {
    this.chunks = chunks;
    this.index = index;
    this.memory = memory;
  }

  /** Beside a list; null when there is no memory for it. */
  static @Nullable LargeList of(int[] chunks, int peers, ChunkedPeers list, Memory memory) {
    long bytes = FIXED_BYTES + 4L * chunks.length;
    if (!memory.take(bytes)) {
      return null;
    }
    RankIndex index = new RankIndex(memory);
    if (!index.reserve(peers, list)) {
      memory.giveBack(bytes);
      return null;
    }
    return new LargeList(chunks, index, memory);
  }

  /** Makes room for so many chunks, and a quarter more; false when there is no memory for that. */
  boolean reserve(int count) {
    if (count <= chunks.length) {
      return true;
    }
    int more = count + count / 4 - chunks.length;
    if (!memory.take(4L * more)) {
      return false;
    }
    chunks = Arrays.copyOf(chunks, chunks.length + more);
    return true;
  }

  /** Gives memory back when half of it is idle. */
  void trim(int used, ChunkedPeers list) {
    if (used < chunks.length / 2) {
      int[] fewer = Arrays.copyOf(chunks, used + used / 4);
      memory.giveBack(4L * (chunks.length - fewer.length));
      chunks = fewer;
    }
    index.trim(list);
  }

  /** Gives all memory back. */
  void release() {
    memory.giveBack(FIXED_BYTES + 4L * chunks.length);
    index.release();
  }
}

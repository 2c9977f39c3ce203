package org.everswarm.tracker.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerChange;

/**
 * Who left lately, in the order this node learned of it: for nodes that were away.
 *
 * <p>Thread-safe, under one lock, inside of which no other is asked for. Bounded by age and by
 * bytes; the oldest go first, a thousand at a time. Allocates only while it grows.
 */
final class StopLog {

  private static final int CHUNK_STOPS = 1024;
  private static final int CHUNK_WORDS = CHUNK_STOPS * Entries.WORDS;
  private static final long CHUNK_BYTES = (long) CHUNK_WORDS * Long.BYTES;

  private static final class Chunk {
    final long[] words = new long[CHUNK_WORDS];
    int length;
    long newestMillis;
  }

  private final int mostChunks;
  private final long mostAgeMillis;
  private final Deque<Chunk> chunks = new ArrayDeque<>();

  /**
   * An empty log.
   *
   * @param bytes rounded down to 48 KiB, but no less than that
   */
  StopLog(long bytes, int minutes) {
    mostChunks = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / CHUNK_BYTES));
    mostAgeMillis = minutes * ClusterClock.MINUTE_MILLIS;
  }

  /** Notes that a peer has left. */
  synchronized void add(PeerAnnounce in, int flags, long stampMillis, long nowMillis) {
    Chunk chunk = chunk(nowMillis);
    long[] to = chunk.words;
    int at = chunk.length;
    to[at] = in.hash0;
    to[at + 1] = in.hash1;
    to[at + 2] = Entries.mixed(in.hash2, in.port, flags);
    to[at + 3] = in.addressHigh;
    to[at + 4] = in.addressLow;
    to[at + 5] = stampMillis;
    chunk.length = at + Entries.WORDS;
  }

  /** Notes that a peer has left, with other flags and at another time than the change says. */
  synchronized void add(PeerChange in, int flags, long stampMillis, long nowMillis) {
    Chunk chunk = chunk(nowMillis);
    int at = chunk.length;
    Entries.write(chunk.words, at, in, flags);
    chunk.words[at + Entries.WORDS - 1] = stampMillis;
    chunk.length = at + Entries.WORDS;
  }

  /** Gives, as batches, all that was noted since, and maybe some of before. */
  void since(long sinceMillis, long nowMillis, Consumer<byte[]> batches) {
    for (Chunk chunk : chunksSince(sinceMillis, nowMillis)) {
      int length;
      long[] words;
      synchronized (this) {
        // It may have been used anew: then what was in it is too old, and what is in it is wanted.
        length = chunk.length;
        words = Arrays.copyOf(chunk.words, length);
      }
      if (length > 0) {
        BatchWriter writer = new BatchWriter(words, length, Exchange.NOTHING_LOST);
        while (writer.hasMore()) {
          batches.accept(writer.next());
        }
      }
    }
  }

  synchronized long size() {
    long words = 0;
    for (Chunk chunk : chunks) {
      words += chunk.length;
    }
    return words / Entries.WORDS;
  }

  private synchronized List<Chunk> chunksSince(long sinceMillis, long nowMillis) {
    dropOld(nowMillis);
    List<Chunk> wanted = new ArrayList<>();
    for (Chunk chunk : chunks) {
      if (chunk.newestMillis >= sinceMillis) {
        wanted.add(chunk);
      }
    }
    return wanted;
  }

  private Chunk chunk(long nowMillis) {
    Chunk chunk = chunks.peekLast();
    if (chunk == null || chunk.length == CHUNK_WORDS) {
      dropOld(nowMillis);
      chunk = chunks.size() < mostChunks ? new Chunk() : chunks.removeFirst();
      chunk.length = 0;
      chunks.addLast(chunk);
    }
    chunk.newestMillis = nowMillis;
    return chunk;
  }

  private void dropOld(long nowMillis) {
    while (chunks.size() > 1 && nowMillis - chunks.getFirst().newestMillis > mostAgeMillis) {
      chunks.removeFirst();
    }
  }
}

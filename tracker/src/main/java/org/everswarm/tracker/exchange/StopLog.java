package org.everswarm.tracker.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerChange;
import org.jspecify.annotations.Nullable;

/**
 * Who left lately, in the order this node learned of it: for nodes that were away.
 *
 * <p>Thread-safe, under one lock, inside of which no other is asked for; who reads holds it for as
 * long as 48 KiB take to be copied. Bounded by age and by bytes; the oldest go first, a thousand at
 * a time. Allocates only while it grows.
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

  /** Each at its number modulo the most there may be; null when too old, or not needed yet. */
  private final List<@Nullable Chunk> chunks = new ArrayList<>();

  /** Chunks are numbered for ever: the numbers last for 2,000,000,000,000 stops. */
  private int oldest;

  private int newest;

  /**
   * An empty log.
   *
   * @param bytes rounded down to 48 KiB, but no less than that
   */
  StopLog(long bytes, int minutes) {
    mostChunks = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / CHUNK_BYTES));
    mostAgeMillis = minutes * ClusterClock.MINUTE_MILLIS;
    chunks.add(new Chunk());
  }

  /** Notes that a peer has left. */
  synchronized void add(PeerAnnounce in, int flags, long stampMillis, long nowMillis) {
    Chunk chunk = room(nowMillis);
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
    Chunk chunk = room(nowMillis);
    int at = chunk.length;
    Entries.write(chunk.words, at, in, flags);
    chunk.words[at + Entries.WORDS - 1] = stampMillis;
    chunk.length = at + Entries.WORDS;
  }

  /**
   * Gives, as batches, a chunk of what was noted since then, and maybe some of before.
   *
   * @param from 0, or what the call before this returned
   * @return the number of the next chunk, or {@link Exchange#NO_MORE}: what is noted from now on is
   *     told otherwise
   */
  int read(int from, long sinceMillis, long nowMillis, Consumer<byte[]> batches) {
    long[] words;
    int next;
    synchronized (this) {
      dropOld(nowMillis);
      int number = Math.max(from, oldest);
      while (number < newest && chunk(number).newestMillis < sinceMillis) {
        number++;
      }
      if (number > newest || chunk(number).newestMillis < sinceMillis) {
        return Exchange.NO_MORE;
      }
      Chunk chunk = chunk(number);
      words = Arrays.copyOf(chunk.words, chunk.length);
      next = number < newest ? number + 1 : Exchange.NO_MORE;
    }
    BatchWriter writer = new BatchWriter(words, words.length, Exchange.NOTHING_LOST);
    while (writer.hasMore()) {
      batches.accept(writer.next());
    }
    return next;
  }

  synchronized long size() {
    int full = newest - oldest;
    return (long) full * CHUNK_STOPS + chunk(newest).length / Entries.WORDS;
  }

  private Chunk chunk(int number) {
    return Objects.requireNonNull(chunks.get(number % mostChunks));
  }

  private Chunk room(long nowMillis) {
    Chunk chunk = chunk(newest);
    if (chunk.length == CHUNK_WORDS) {
      dropOld(nowMillis);
      chunk = begin();
    }
    chunk.newestMillis = Math.max(chunk.newestMillis, nowMillis);
    return chunk;
  }

  /** Another chunk, in the place of the oldest when there may be no more. */
  private Chunk begin() {
    newest++;
    if (newest - oldest == mostChunks) {
      oldest++;
    }
    int at = newest % mostChunks;
    if (at == chunks.size()) {
      chunks.add(null);
    }
    Chunk chunk = chunks.get(at);
    if (chunk == null) {
      chunk = new Chunk();
      chunks.set(at, chunk);
    }
    chunk.length = 0;
    return chunk;
  }

  private void dropOld(long nowMillis) {
    while (oldest < newest && nowMillis - chunk(oldest).newestMillis > mostAgeMillis) {
      chunks.set(oldest % mostChunks, null);
      oldest++;
    }
  }
}

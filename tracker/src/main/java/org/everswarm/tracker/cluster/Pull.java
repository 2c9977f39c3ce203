package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.everswarm.tracker.cluster.Asking.Question;
import org.everswarm.tracker.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Reads from one member what it has: first who has left, so that nobody comes back, then small
 * state, so that what was removed is known, then who is there. One chunk at a time, and of peers
 * the next while one is applied: the pace is the reader's. Blocks; confined to one thread.
 */
final class Pull {

  /** The member is still reading its disk, and is to be asked again soon. */
  static final class NotYetException extends IOException {

    private static final long serialVersionUID = 1;
  }

  private static final long MINUTE_MILLIS = 60_000;
  private static final long ANSWER_SECONDS = 20;

  private final Asking asking;
  private final Member member;
  private final Exchange exchange;

  /** The first stripe whose peers are not here yet. */
  private int stripe;

  /**
   * A pull.
   *
   * @param stripe those before it are here already, from this very process
   */
  Pull(Asking asking, Member member, Exchange exchange, int stripe) {
    this.asking = asking;
    this.member = member;
    this.exchange = exchange;
    this.stripe = stripe;
  }

  /**
   * Reads all that the member heard of since then.
   *
   * @param sinceMinutes minutes since 1970; 0 for all
   * @return how many peers were new
   * @throws NotYetException when it has not read its disk
   * @throws IOException when the member does not answer, or not as one of ours would
   */
  long run(int sinceMinutes) throws IOException, InterruptedException {
    batches(PullKind.STOPS, sinceMinutes * MINUTE_MILLIS, Exchange.ANY_SHARD);
    batches(PullKind.STATE, 0, Exchange.STATE_SHARD);
    return peers(sinceMinutes);
  }

  /** How far it came with the peers: where another try may begin. */
  int stripe() {
    return stripe;
  }

  private long peers(int sinceMinutes) throws IOException, InterruptedException {
    long added = 0;
    Question asked = askPeers(sinceMinutes, stripe);
    try {
      while (asked != null) {
        ByteBuffer chunk = asking.answer(asked, ANSWER_SECONDS);
        asked = null;
        int next = next(chunk, stripe);
        // The other puts together what follows while this is taken in.
        asked = askPeers(sinceMinutes, next);
        added += merge(chunk);
        stripe = next;
      }
    } finally {
      if (asked != null) {
        asking.takeBack(asked);
      }
    }
    return added;
  }

  private @Nullable Question askPeers(int sinceMinutes, int from) throws IOException {
    return from == PullAnswers.END
        ? null
        : asking.begin(member, PullKind.PEERS, sinceMinutes, from);
  }

  private long merge(ByteBuffer chunk) throws IOException {
    try {
      return exchange.merge(chunk);
    } catch (IllegalArgumentException malformed) {
      throw new IOException("not the peers of a node of this version", malformed);
    }
  }

  private void batches(PullKind kind, long since, int shard)
      throws IOException, InterruptedException {
    int cursor = 0;
    while (cursor != PullAnswers.END) {
      ByteBuffer chunk = asking.ask(member, kind, since, cursor, ANSWER_SECONDS);
      cursor = next(chunk, cursor);
      try {
        BatchChunk.read(chunk, batch -> exchange.apply(shard, batch));
      } catch (IllegalArgumentException malformed) {
        throw new IOException("not the batches of a node of this version", malformed);
      }
    }
  }

  /** Takes the cursor off a chunk; it goes forward only, so that a pull ends. */
  private static int next(ByteBuffer chunk, int before) throws IOException {
    int next = chunk.getInt();
    if (next == PullAnswers.NOT_YET) {
      throw new NotYetException();
    }
    if (next != PullAnswers.END && next <= before) {
      throw new IOException("an answer that leads back");
    }
    return next;
  }
}

package org.everswarm.tracker.cluster;

import java.nio.ByteBuffer;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.swarm.SwarmBuffer;

/**
 * Puts together what another member asked for, a chunk at a time: four bytes to ask on with, or
 * {@link #END}, and then what there is. A chunk has up to {@link #CHUNK_BYTES} and the stripe, part
 * or thousand of stops with which it reached them.
 *
 * <p>Nothing is kept between requests: who asks no more, because it is gone, costs nothing. So the
 * bytes to ask on with name a place that does not move, whatever comes and goes in between: a
 * stripe of the table, a part of the small state, a number in the order of the stops. What is there
 * all the time is in one of the chunks.
 */
final class PullAnswers {

  /** There is no more. */
  static final int END = Exchange.NO_MORE;

  /**
   * Asked too early: what this node has on its disk is still to be read, and nobody would hear of
   * it, for those who were here before pull once.
   */
  static final int NOT_YET = -2;

  /** When a chunk is full. */
  static final int CHUNK_BYTES = 1 << 19;

  private final NodeContext node;

  PullAnswers(NodeContext node) {
    this.node = node;
  }

  byte[] answer(PullKind kind, long since, int asked) {
    int cursor = Math.max(0, asked);
    boolean ofPeers = kind == PullKind.STOPS || kind == PullKind.PEERS;
    if (ofPeers && !node.restored().getAsBoolean()) {
      return ByteBuffer.allocate(Integer.BYTES).putInt(NOT_YET).array();
    }
    return switch (kind) {
      case STATUS -> status();
      case PEERS -> peers((int) since, cursor);
      case STOPS -> stops(since, cursor);
      case STATE -> state(cursor);
    };
  }

  private byte[] status() {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + MemberStatus.BYTES).putInt(END);
    node.status().get().write(out);
    return out.array();
  }

  private byte[] peers(int sinceMinutes, int from) {
    Exchange exchange = node.exchange();
    SwarmBuffer records = new SwarmBuffer();
    int stripe = from;
    while (stripe < exchange.stripes() && records.length() < CHUNK_BYTES) {
      exchange.save(stripe, sinceMinutes, records);
      stripe++;
    }
    return ByteBuffer.allocate(Integer.BYTES + records.length())
        .putInt(stripe < exchange.stripes() ? stripe : END)
        .put(records.written())
        .array();
  }

  private byte[] stops(long sinceMillis, int from) {
    BatchChunk chunk = new BatchChunk();
    int next = from;
    do {
      next = node.exchange().stops(next, sinceMillis, chunk);
    } while (next != END && !chunk.isFull());
    return chunk.toBytes(next);
  }

  private byte[] state(int from) {
    BatchChunk chunk = new BatchChunk();
    int next = node.exchange().state(from, CHUNK_BYTES, chunk);
    return chunk.toBytes(next);
  }
}

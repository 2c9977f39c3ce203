package org.everswarm.tracker.cluster;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.swarm.SwarmBuffer;

/**
 * Puts together what another member asked for, a chunk at a time: four bytes to ask on with, or
 * {@link #END}, and then what there is. A chunk has up to {@link #CHUNK_BYTES} and the stripe or
 * batch with which it reached them.
 *
 * <p>Nothing is kept between requests: who asks no more, because it is gone, costs nothing.
 */
final class PullAnswers {

  /** There is no more. */
  static final int END = -1;

  /**
   * Asked too early: what this node has on its disk is still to be read, and nobody would hear of
   * it, for those who were here before pull once.
   */
  static final int NOT_YET = -2;

  /** When a chunk is full. */
  static final int CHUNK_BYTES = 1 << 19;

  /** A status after the cursor: a byte, 1 for ready; the time, and since when it runs, in ms. */
  static final int STATUS_BYTES = 1 + 2 * Long.BYTES;

  private final NodeContext node;

  PullAnswers(NodeContext node) {
    this.node = node;
  }

  byte[] answer(PullKind kind, long since, int cursor) {
    boolean ofPeers = kind == PullKind.STOPS || kind == PullKind.PEERS;
    if (ofPeers && !node.restored().getAsBoolean()) {
      return ByteBuffer.allocate(Integer.BYTES).putInt(NOT_YET).array();
    }
    return switch (kind) {
      case STATUS -> status();
      case PEERS -> peers((int) since, Math.max(0, cursor));
      case STOPS -> batches(cursor, out -> node.exchange().stops(since, out));
      case STATE -> batches(cursor, node.exchange()::state);
    };
  }

  private byte[] status() {
    return ByteBuffer.allocate(Integer.BYTES + STATUS_BYTES)
        .putInt(END)
        .put((byte) (node.ready().getAsBoolean() ? 1 : 0))
        .putLong(node.clock().millis())
        .putLong(node.startedMillis())
        .array();
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

  private static byte[] batches(int skip, Consumer<Consumer<byte[]>> source) {
    BatchChunk chunk = new BatchChunk(skip);
    source.accept(chunk);
    return chunk.toBytes();
  }
}

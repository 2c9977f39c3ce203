package org.everswarm.node.load;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.locks.LockSupport;
import org.everswarm.protocol.datagram.DatagramBatch;

/**
 * Answers each datagram with so many bytes and does nothing else. A reply begins as a tracker's
 * would, with action and transaction id. Not thread-safe.
 */
final class UdpEcho {

  static final int BATCH = 64;
  static final int BUFFER_BYTES = 4 << 20;
  static final int REPLY_BYTES_MIN = 20;
  static final int REPLY_BYTES_MAX = 1472;

  /** Room for a frame of Ethernet; an odd number of cache lines, which spreads the slots. */
  static final int SLOT_BYTES = 1472;

  private static final int CONNECT_BYTES = 16;
  private static final int ACTION = 8;
  private static final int SPINS = 100;
  private static final long PAUSE_NANOS = 50_000L;

  private final DatagramBatch batch;
  private final int replyBytes;
  private int idle;

  UdpEcho(DatagramBatch batch, int replyBytes) {
    this.batch = batch;
    this.replyBytes = replyBytes;
  }

  /** Answers what has arrived; waits a little when that is nothing. */
  void turn() {
    int count = batch.receive();
    if (count == 0) {
      if (++idle > SPINS) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return;
    }
    idle = 0;
    ByteBuf in = batch.received();
    ByteBuf out = batch.outgoing();
    for (int i = 0; i < count; i++) {
      int length = batch.length(i);
      if (length >= CONNECT_BYTES && batch.sourcePort(i) != 0) {
        out.setLong(batch.next(), in.getLong(batch.start(i) + ACTION));
        batch.reply(i, length == CONNECT_BYTES ? CONNECT_BYTES : replyBytes);
      }
    }
    batch.send();
  }
}

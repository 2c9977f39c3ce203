package org.everswarm.tracker.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Records of state that wait to be sent. Thread-safe, under one lock. Bounded: beyond, records are
 * dropped, and the next batch asks for a pull.
 */
final class StateOutbox {

  private static final int MOST_BYTES = 1 << 22;

  private static final int RECORD_BYTES = 32;

  private final Deque<byte[]> records = new ArrayDeque<>();
  private int bytes;
  private int lostSinceMinute = Exchange.NOTHING_LOST;
  private long dropped;

  synchronized boolean isEmpty() {
    return records.isEmpty();
  }

  synchronized void add(byte[] record, int nowMinutes) {
    StateWriter.require(record);
    if (bytes + RECORD_BYTES + record.length > MOST_BYTES) {
      dropped++;
      lostSinceMinute = lostSinceMinute == Exchange.NOTHING_LOST ? nowMinutes : lostSinceMinute;
      return;
    }
    records.addLast(record);
    bytes += RECORD_BYTES + record.length;
  }

  synchronized byte @Nullable [] take() {
    if (records.isEmpty()) {
      return null;
    }
    byte[][] batch = {null};
    StateWriter writer = new StateWriter(lostSinceMinute, written -> batch[0] = written);
    lostSinceMinute = Exchange.NOTHING_LOST;
    for (byte[] record = records.peek(); record != null; record = records.peek()) {
      if (!writer.fits(record)) {
        break;
      }
      writer.add(records.remove());
      bytes -= RECORD_BYTES + record.length;
    }
    writer.finish();
    return batch[0];
  }

  synchronized long dropped() {
    return dropped;
  }
}

package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes records of state as batches, see {@link BatchFormat}.
 *
 * <p>Confined to one thread.
 */
final class StateWriter {

  private final ByteBuffer batch = ByteBuffer.allocate(Exchange.MOST_BATCH_BYTES);
  private final Consumer<byte[]> out;
  private int lostSinceMinute;
  private int records;
  private int written;

  StateWriter(int lostSinceMinute, Consumer<byte[]> out) {
    this.lostSinceMinute = lostSinceMinute;
    this.out = out;
    head();
  }

  void add(byte[] record) {
    require(record);
    if (batch.remaining() < BatchFormat.LENGTH_BYTES + record.length) {
      finish();
    }
    batch.putShort((short) record.length).put(record);
    records++;
    written += BatchFormat.LENGTH_BYTES + record.length;
  }

  /** Bytes of all records so far. */
  int written() {
    return written;
  }

  /** Whether a record fits into the batch that was begun. */
  boolean fits(byte[] record) {
    return batch.remaining() >= BatchFormat.LENGTH_BYTES + record.length;
  }

  /** Gives out the batch that was begun, if there is anything in it. */
  void finish() {
    if (records > 0) {
      out.accept(Arrays.copyOf(batch.array(), batch.position()));
    }
    batch.clear();
    records = 0;
    head();
  }

  static void require(byte[] record) {
    if (record.length == 0 || record.length > Exchange.MOST_RECORD_BYTES) {
      throw new IllegalArgumentException("a record of state of " + record.length + " bytes");
    }
  }

  private void head() {
    batch.put((byte) BatchFormat.VERSION);
    if (lostSinceMinute == Exchange.NOTHING_LOST) {
      batch.put((byte) BatchFormat.STATE);
    } else {
      batch.put((byte) (BatchFormat.STATE | BatchFormat.LOST)).putInt(lostSinceMinute);
      lostSinceMinute = Exchange.NOTHING_LOST;
    }
  }
}

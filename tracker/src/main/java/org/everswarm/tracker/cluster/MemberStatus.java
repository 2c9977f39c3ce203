package org.everswarm.tracker.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How another member says it is.
 *
 * @param ready whether its table is complete
 * @param nowMillis its time
 * @param startedMillis since when it runs
 * @param stretchPermille by how much it stretches the intervals of its peers
 */
record MemberStatus(boolean ready, long nowMillis, long startedMillis, int stretchPermille) {

  static final int BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;

  static MemberStatus read(ByteBuffer in) throws IOException {
    if (in.remaining() < BYTES) {
      throw new IOException("a status that is too short");
    }
    return new MemberStatus(in.get() != 0, in.getLong(), in.getLong(), in.getInt());
  }

  void write(ByteBuffer out) {
    out.put((byte) (ready ? 1 : 0)).putLong(nowMillis).putLong(startedMillis);
    out.putInt(stretchPermille);
  }
}

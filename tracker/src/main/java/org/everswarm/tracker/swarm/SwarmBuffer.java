package org.everswarm.tracker.swarm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes of swarms, as {@link PeerTable#save} writes them and {@link PeerTable#restore} reads them.
 *
 * <p>Confined to one thread. Grows to what the largest stripe needed, and stays so: up to 2 GiB,
 * beyond which {@link PeerTable#save} throws an {@link ArithmeticException}.
 */
public final class SwarmBuffer {

  private static final int MIN_CAPACITY = 1 << 16;

  /** The longest array that a JVM makes. */
  private static final int MOST_CAPACITY = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[MIN_CAPACITY];
  private int length;

  /** Forgets what was written. */
  public void clear() {
    length = 0;
  }

  /** How many bytes were written since {@link #clear}. */
  public int length() {
    return length;
  }

  /** What was written, as a view that is good until something else is. */
  public ByteBuffer written() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** Leaves room for so many bytes, to be written with {@link #putInt}; where they are. */
  public int skip(int bytes) {
    return append(bytes);
  }

  /** Writes four bytes over what is there, big-endian. */
  public void putInt(int at, int value) {
    Objects.checkFromIndexSize(at, Integer.BYTES, length);
    setInt(at, value);
  }

  /** Makes room for more bytes; the caller writes them with the {@code set} methods. */
  int append(int more) {
    int at = length;
    int needed = Math.addExact(at, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * at, MOST_CAPACITY)));
    }
    length = needed;
    return at;
  }

  /** Forgets what was written from a place on. */
  void truncate(int at) {
    length = at;
  }

  /** What was written from a place on, to be written over. */
  ByteBuffer from(int at) {
    return ByteBuffer.wrap(bytes, at, length - at);
  }

  void setLong(int at, long value) {
    ReplyBytes.putLong(bytes, at, value);
  }

  void setInt(int at, int value) {
    ReplyBytes.putInt(bytes, at, value);
  }

  void setShort(int at, int value) {
    ReplyBytes.putShort(bytes, at, (short) value);
  }
}

package org.everswarm.protocol.datagram;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An array of struct mmsghdr of 64-bit Linux, each with one iovec for its own slot of memory. Not
 * thread-safe.
 *
 * <p>A mmsghdr is {@value #STRIDE} bytes: address (pointer at 0), its length (4 bytes at 8), iovecs
 * (pointer at 16), how many (8 at 24), control data (pointer at 32, length at 40, none here), flags
 * (4 at 48), and the length that the system received or sent (4 at 56). An iovec is {@value
 * #IOVEC_STRIDE} bytes: pointer, length.
 */
final class Messages {

  private static final int STRIDE = 64;
  private static final int NAME_LENGTH = 8;
  private static final int IOVEC = 16;
  private static final int IOVEC_COUNT = 24;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;
  private static final int IOVEC_STRIDE = 16;
  private static final int IOVEC_LENGTH = 8;
  private static final int CACHE_LINE = 64;

  private final ByteBuffer headers;
  private final ByteBuffer iovecs;

  /** Keeps alive what the headers point at. */
  private final ByteBuffer memory;

  private final int slotBytes;
  private final int stride;
  private final long pointer;

  /**
   * @param addresses of the messages; null for a connected socket
   */
  Messages(int count, int slotBytes, @Nullable SocketAddresses addresses) {
    this.headers = NativeMemory.allocate(count * STRIDE);
    this.iovecs = NativeMemory.allocate(count * IOVEC_STRIDE);
    // An odd number of cache lines, so that the slots' heads do not share a few sets of the cache.
    this.stride = ((slotBytes + CACHE_LINE - 1) & -CACHE_LINE) | CACHE_LINE;
    this.memory = NativeMemory.allocate(count * stride);
    this.slotBytes = slotBytes;
    this.pointer = NativeMemory.pointer(headers);
    long iovec = NativeMemory.pointer(iovecs);
    long slot = NativeMemory.pointer(memory);
    for (int i = 0; i < count; i++) {
      iovecs.putLong(i * IOVEC_STRIDE, slot + (long) i * stride);
      iovecs.putLong(i * IOVEC_STRIDE + IOVEC_LENGTH, slotBytes);
      headers.putLong(i * STRIDE + IOVEC, iovec + (long) i * IOVEC_STRIDE);
      headers.putLong(i * STRIDE + IOVEC_COUNT, 1);
      if (addresses != null) {
        headers.putLong(i * STRIDE, addresses.pointer(i));
        headers.putInt(i * STRIDE + NAME_LENGTH, addresses.length());
      }
    }
  }

  /** Where header {@code i} is. */
  long pointer(int i) {
    return pointer + (long) i * STRIDE;
  }

  /** The slots, one after another. */
  ByteBuffer memory() {
    return memory;
  }

  int slotBytes() {
    return slotBytes;
  }

  /** The index in {@link #memory} where slot {@code i} begins. */
  int start(int i) {
    return i * stride;
  }

  /** How many bytes are to be sent. */
  void lengthToSend(int i, int bytes) {
    iovecs.putLong(i * IOVEC_STRIDE + IOVEC_LENGTH, bytes);
  }

  /** How many bytes arrived in the slot. */
  int lengthReceived(int i) {
    return headers.getInt(i * STRIDE + LENGTH);
  }

  boolean truncated(int i) {
    return (headers.getInt(i * STRIDE + FLAGS) & LibC.MSG_TRUNC) != 0;
  }
}

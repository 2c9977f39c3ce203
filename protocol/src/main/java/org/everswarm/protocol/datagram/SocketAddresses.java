package org.everswarm.protocol.datagram;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array of sockaddr_in or of sockaddr_in6, {@value #STRIDE} bytes apart, in memory that the
 * system reads and writes. Not thread-safe.
 *
 * <p>Both begin with the family (2 bytes, the machine's order) and the port (2, network order).
 * sockaddr_in goes on with 4 bytes of address, and ends at 16 with padding; sockaddr_in6 with flow
 * (4), address (16) and scope (4, the machine's order), and ends at 28.
 */
final class SocketAddresses {

  static final int STRIDE = 32;

  private static final int PORT = 2;
  private static final int ADDRESS4 = 4;
  private static final int ADDRESS6 = 8;
  private static final int SCOPE6 = 24;
  private static final int LENGTH4 = 16;
  private static final int LENGTH6 = 28;

  /** What precedes an IPv4 address in its mapped form. */
  private static final long MAPPED = 0xFFFFL << 32;

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private final boolean ipv6;
  private final ByteBuffer memory;

  SocketAddresses(boolean ipv6, int count) {
    this.ipv6 = ipv6;
    this.memory = NativeMemory.allocate(count * STRIDE);
    for (int i = 0; i < count; i++) {
      memory.putShort(i * STRIDE, (short) (ipv6 ? LibC.AF_INET6 : LibC.AF_INET));
    }
  }

  /** Length of each address. */
  int length() {
    return ipv6 ? LENGTH6 : LENGTH4;
  }

  long pointer(int i) {
    return NativeMemory.pointer(memory) + (long) i * STRIDE;
  }

  long high(int i) {
    return ipv6 ? network(memory.getLong(i * STRIDE + ADDRESS6)) : 0;
  }

  long low(int i) {
    return ipv6
        ? network(memory.getLong(i * STRIDE + ADDRESS6 + Long.BYTES))
        : MAPPED | Integer.toUnsignedLong(network(memory.getInt(i * STRIDE + ADDRESS4)));
  }

  int port(int i) {
    return Short.toUnsignedInt(network(memory.getShort(i * STRIDE + PORT)));
  }

  int scope(int i) {
    return ipv6 ? memory.getInt(i * STRIDE + SCOPE6) : 0;
  }

  void set(int i, long high, long low, int port, int scope) {
    int at = i * STRIDE;
    memory.putShort(at + PORT, network((short) port));
    if (ipv6) {
      memory.putLong(at + ADDRESS6, network(high));
      memory.putLong(at + ADDRESS6 + Long.BYTES, network(low));
      memory.putInt(at + SCOPE6, scope);
    } else {
      memory.putInt(at + ADDRESS4, network((int) low));
    }
  }

  /** Makes address {@code i} that of {@code from} at {@code j}; both of one family. */
  void copy(int i, SocketAddresses from, int j) {
    int to = i * STRIDE;
    int source = j * STRIDE;
    memory.putLong(to, from.memory.getLong(source));
    if (ipv6) {
      memory.putLong(to + 8, from.memory.getLong(source + 8));
      memory.putLong(to + 16, from.memory.getLong(source + 16));
      memory.putInt(to + SCOPE6, from.memory.getInt(source + SCOPE6));
    }
  }

  private static long network(long value) {
    return LITTLE ? Long.reverseBytes(value) : value;
  }

  private static int network(int value) {
    return LITTLE ? Integer.reverseBytes(value) : value;
  }

  private static short network(short value) {
    return LITTLE ? Short.reverseBytes(value) : value;
  }
}

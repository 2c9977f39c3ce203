package org.everswarm.protocol.datagram;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Zeroed memory outside the heap, in the machine's byte order, freed with its buffer. */
final class NativeMemory {

  private NativeMemory() {}

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Where a direct buffer begins; valid while the buffer is reachable. Allocates. */
  static long pointer(ByteBuffer memory) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(memory));
  }
}

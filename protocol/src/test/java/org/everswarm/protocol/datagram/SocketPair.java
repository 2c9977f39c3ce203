package org.everswarm.protocol.datagram;

import com.sun.jna.Native;

/** Two connected datagram sockets whose sender is told when the receiver's queue is full. */
final class SocketPair implements AutoCloseable {

  private static final int AF_UNIX = 1;

  static {
    Native.register(SocketPair.class, "c");
  }

  final int first;
  final int second;

  SocketPair() {
    int[] pair = new int[2];
    if (socketpair(AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_NONBLOCK, 0, pair) != 0) {
      throw new IllegalStateException(LibC.strerror(LibC.errno()));
    }
    first = pair[0];
    second = pair[1];
  }

  private static native int socketpair(int domain, int type, int protocol, int[] pair);

  @Override
  public void close() {
    LibC.close(first);
    LibC.close(second);
  }
}

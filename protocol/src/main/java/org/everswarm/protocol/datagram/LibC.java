package org.everswarm.protocol.datagram;

import com.sun.jna.Native;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The system calls and constants of 64-bit Linux, x86-64 and aarch64 alike. JNA's direct mapping
 * with primitive parameters only: a call allocates nothing, and sets {@link #errno} when it returns
 * -1. Pointers are addresses of direct buffers.
 */
final class LibC {

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOBUFS = 105;

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_REUSEPORT = 15;
  static final int SO_MEMINFO = 55;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;

  static final int PRIO_PROCESS = 0;

  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;

  /** Why none of these calls can be made here; null when they can. */
  static final @Nullable String MISSING = load();

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int connect(int fd, long address, int length);

  static native int getsockname(int fd, long address, long length);

  static native int setsockopt(int fd, int level, int name, long value, int length);

  static native int getsockopt(int fd, int level, int name, long value, long length);

  static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

  static native int sendmmsg(int fd, long messages, int count, int flags);

  static native int close(int fd);

  static native int setpriority(int which, int who, int priority);

  static native String strerror(int errno);

  /** The error of this thread's last call. */
  static int errno() {
    return Native.getLastError();
  }

  private static @Nullable String load() {
    String system = System.getProperty("os.name", "");
    if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
      return system + " has no recvmmsg";
    }
    try {
      if (Native.POINTER_SIZE != Long.BYTES) {
        return "the process is not a 64-bit one";
      }
      Native.register(LibC.class, "c");
      return null;
    } catch (LinkageError | SecurityException e) {
      return "JNA: " + e.getMessage();
    }
  }
}

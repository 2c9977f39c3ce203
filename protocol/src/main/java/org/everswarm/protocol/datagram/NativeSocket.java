package org.everswarm.protocol.datagram;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.everswarm.protocol.IpAddress;

/**
 * A non-blocking UDP socket of the system's, of one address family. Not thread-safe; 64-bit Linux
 * only: see {@link DatagramBatch#available}. Whoever opened it closes it, after the last use of its
 * descriptor elsewhere.
 */
public final class NativeSocket implements AutoCloseable {

  /** Words of SO_MEMINFO: bytes in the receive queue, their limit, and seven of no use here. */
  private static final int MEMINFO_BYTES = 9 * Integer.BYTES;

  private static final int MEMINFO_LIMIT = 4;
  private static final int ADDRESS_LENGTH_MAX = 28;

  private final boolean ipv6;
  private final int fd;
  private final SocketAddresses address;
  private final ByteBuffer value = NativeMemory.allocate(MEMINFO_BYTES);
  private final ByteBuffer length = NativeMemory.allocate(Integer.BYTES);
  private final long valuePointer = NativeMemory.pointer(value);
  private final long lengthPointer = NativeMemory.pointer(length);
  private boolean closed;

  private NativeSocket(boolean ipv6, int fd) {
    this.ipv6 = ipv6;
    this.fd = fd;
    this.address = new SocketAddresses(ipv6, 1);
  }

  /**
   * Opens a socket that speaks IPv4 alone or IPv6 alone.
   *
   * @throws DatagramException when the system refuses, as without descriptors left
   * @throws IllegalStateException when this system has none
   */
  public static NativeSocket open(boolean ipv6) throws DatagramException {
    if (!DatagramBatch.available()) {
      throw new IllegalStateException("no datagram batches: " + DatagramBatch.missing());
    }
    int type = LibC.SOCK_DGRAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC;
    int fd = checked(LibC.socket(ipv6 ? LibC.AF_INET6 : LibC.AF_INET, type, 0));
    NativeSocket socket = new NativeSocket(ipv6, fd);
    if (ipv6) {
      try {
        socket.set(LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 1);
      } catch (DatagramException e) {
        socket.close();
        throw e;
      }
    }
    return socket;
  }

  /** Its descriptor. */
  public int fd() {
    return fd;
  }

  /** Whether it is an IPv6 socket. */
  public boolean ipv6() {
    return ipv6;
  }

  /**
   * Binds it; port 0 for one that the system chooses.
   *
   * @throws DatagramException when the address is in use or not the machine's
   */
  public void bind(InetSocketAddress local) throws DatagramException {
    set(local);
    checked(LibC.bind(fd, address.pointer(0), address.length()));
  }

  /** Connects it: it sends to, and receives from, {@code remote} alone. */
  public void connect(InetSocketAddress remote) throws DatagramException {
    set(remote);
    checked(LibC.connect(fd, address.pointer(0), address.length()));
  }

  private void set(InetSocketAddress socketAddress) {
    InetAddress inet = socketAddress.getAddress();
    int scope = inet instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    IpAddress ip = IpAddress.of(inet);
    if (ipv6 != inet instanceof Inet6Address) {
      throw new IllegalArgumentException("an address of the other family");
    }
    address.set(0, ip.high(), ip.low(), socketAddress.getPort(), scope);
  }

  /** The address it is bound to. */
  public InetSocketAddress localAddress() throws DatagramException {
    length.putInt(0, ADDRESS_LENGTH_MAX);
    checked(LibC.getsockname(fd, address.pointer(0), lengthPointer));
    IpAddress ip = new IpAddress(address.high(0), address.low(0));
    return new InetSocketAddress(ip.toInetAddress(), address.port(0));
  }

  /** Asks for so much room for what is received; the system may grant less. */
  public void receiveBuffer(int bytes) throws DatagramException {
    set(LibC.SOL_SOCKET, LibC.SO_RCVBUF, bytes);
  }

  /** Asks for so much room for what is to be sent; the system may grant less. */
  public void sendBuffer(int bytes) throws DatagramException {
    set(LibC.SOL_SOCKET, LibC.SO_SNDBUF, bytes);
  }

  /**
   * Lets other sockets of this user bind the same address, if they let it too; the system then
   * spreads the senders.
   */
  public void shareAddress() throws DatagramException {
    set(LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1);
  }

  private void set(int level, int name, int to) throws DatagramException {
    value.putInt(0, to);
    checked(LibC.setsockopt(fd, level, name, valuePointer, Integer.BYTES));
  }

  /**
   * How full the queue of datagrams to be received is: 0 empty, 1 so full that the system drops
   * what arrives; 0 when the system does not say. Allocates nothing.
   */
  public double receiveQueueFill() {
    length.putInt(0, MEMINFO_BYTES);
    int told = LibC.getsockopt(fd, LibC.SOL_SOCKET, LibC.SO_MEMINFO, valuePointer, lengthPointer);
    int limit = value.getInt(MEMINFO_LIMIT);
    return told < 0 || limit <= 0 ? 0 : (double) value.getInt(0) / limit;
  }

  /** Closes the descriptor, once. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      LibC.close(fd);
    }
  }

  private static int checked(int result) throws DatagramException {
    if (result < 0) {
      throw new DatagramException(LibC.errno());
    }
    return result;
  }
}

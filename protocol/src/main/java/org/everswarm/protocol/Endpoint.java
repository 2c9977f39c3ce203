package org.everswarm.protocol;

import java.net.InetSocketAddress;

/** An address and a port, 0 to 65535. */
public record Endpoint(IpAddress address, int port) {

  public Endpoint {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  /** The end of a socket; its address must be resolved. */
  public static Endpoint of(InetSocketAddress socket) {
    return new Endpoint(IpAddress.of(socket.getAddress()), socket.getPort());
  }

  /** The JDK's form of this endpoint. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(address.toInetAddress(), port);
  }

  @Override
  public String toString() {
    return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
  }
}

package org.everswarm.tracker.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The demo's loopback ports: the same every time, unless another program has them. The wire's is
 * low, because libtorrent settles two connections to one peer by port, and keeps the one that the
 * lower port opened: ours is there at once, its own over uTP is not.
 */
record Ports(int announce, int trackerOps, int web, int wire, int nodeOps) {

  static Ports free() throws IOException {
    return new Ports(freeOr(16969), freeOr(19464), freeOr(16880), freeOr(4881), freeOr(19465));
  }

  private static int freeOr(int preferred) throws IOException {
    return isFree(preferred) ? preferred : anyFree();
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(null)) {
      tcp.bind(address);
      udp.bind(address);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package org.everswarm.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out before anything starts whether the ports asked for can be had. */
final class Ports {

  private Ports() {}

  static void requireFree(NodeConfig config) {
    config.wire().forEach(address -> requireFree("--wire", address));
    config.web().forEach(address -> requireFree("--web", address));
    requireFree("--ops", config.ops());
  }

  private static void requireFree(String option, InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException taken) {
      throw new ConfigException(
          option
              + ": cannot listen on "
              + HostPort.format(address)
              + " ("
              + taken.getMessage()
              + "); stop what has it or give another port.",
          taken);
    }
  }
}

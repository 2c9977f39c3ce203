package org.everswarm.tracker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.everswarm.tracker.cluster.ClusterSettings;

/**
 * Tries the addresses of the cluster before anything starts: Hazelcast would say much later, and at
 * length, that another program has them.
 */
final class ClusterPorts {

  private ClusterPorts() {}

  static void require(ClusterSettings settings) {
    require("--cluster-bind", settings.bind());
    require("--cluster-bus", settings.bus());
  }

  private static void require(String option, InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException taken) {
      throw new ConfigException(
          option
              + ": "
              + HostPort.format(address)
              + " cannot be opened ("
              + DataDirectory.reason(taken)
              + ").",
          taken);
    }
  }
}

package org.everswarm.tracker.cluster;

import java.util.Objects;

/**
 * Where other nodes may be: every address that a name has at the moment, and one port.
 *
 * @param host a name or an address
 */
public record JoinTarget(String host, int port) {

  public JoinTarget {
    Objects.requireNonNull(host);
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }
}

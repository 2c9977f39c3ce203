package org.everswarm.node.admission;

import org.everswarm.protocol.IpAddress;

/**
 * Whom an address is counted for, wherever something is limited for each source: an IPv4 address is
 * itself, an IPv6 address is its /64, which one host has to itself.
 */
public final class SourceNetwork {

  private SourceNetwork() {}

  /** The first address of the network that {@code address} is counted for. */
  public static IpAddress of(IpAddress address) {
    return address.isIpv4() ? address : new IpAddress(address.high(), 0);
  }
}

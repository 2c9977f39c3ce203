package org.everswarm.node.wire;

/**
 * How many of everything the wire allows. An IPv6 /64 counts as one address.
 *
 * @param connections served at once
 * @param connectionsPerAddress served at once to one address
 * @param pending in their handshake at once
 * @param pendingPerAddress in their handshake at once, of one address
 * @param dials under way at once
 * @param queuedDials waiting for their turn; beyond it the peer has to call us
 * @param dialsPerMinutePerAddress calls to one address, so that nobody is knocked on at will
 */
public record WireLimits(
    int connections,
    int connectionsPerAddress,
    int pending,
    int pendingPerAddress,
    int dials,
    int queuedDials,
    int dialsPerMinutePerAddress) {

  public WireLimits {
    int least = Math.min(connections, Math.min(connectionsPerAddress, dialsPerMinutePerAddress));
    least = Math.min(least, Math.min(pending, pendingPerAddress));
    if (Math.min(least, Math.min(dials, queuedDials)) < 1) {
      throw new IllegalArgumentException("every limit of the wire must be at least 1");
    }
  }

  /** 16,384 connections, 32 an address; 4,096 handshakes, 16 an address; 256 dials. */
  public static WireLimits defaults() {
    return new WireLimits(16_384, 32, 4_096, 16, 256, 8_192, 60);
  }
}

package org.everswarm.tracker.udp;

import java.net.InetSocketAddress;

/**
 * How a UDP listener is opened.
 *
 * @param bind its address; {@code 0.0.0.0} serves IPv4 alone, {@code ::} IPv6 alone
 * @param receiveBufferBytes what the kernel is asked to buffer per socket; it may grant less
 * @param maxPendingVerifications announces per event loop that may wait for their receipt's
 *     signature; more are told to come back
 */
public record UdpSettings(
    InetSocketAddress bind, int receiveBufferBytes, int maxPendingVerifications) {

  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
  private static final int PENDING_VERIFICATIONS = 8192;

  public UdpSettings {
    if (bind.isUnresolved()) {
      throw new IllegalArgumentException("Cannot resolve the UDP address " + bind.getHostString());
    }
    if (receiveBufferBytes < 1 || maxPendingVerifications < 1) {
      throw new IllegalArgumentException("the UDP limits must be positive");
    }
  }

  /** The defaults. */
  public static UdpSettings of(InetSocketAddress bind) {
    return new UdpSettings(bind, RECEIVE_BUFFER_BYTES, PENDING_VERIFICATIONS);
  }
}

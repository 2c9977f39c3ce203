package org.everswarm.protocol.datagram;

/**
 * Whom a datagram came from, kept beyond its batch.
 *
 * @param high first word of the address, as in {@link org.everswarm.protocol.IpAddress}
 * @param low second word of the address
 * @param port 0 to 65535
 * @param scope the interface of a link-local IPv6 address; else 0
 */
public record DatagramAddress(long high, long low, int port, int scope) {}

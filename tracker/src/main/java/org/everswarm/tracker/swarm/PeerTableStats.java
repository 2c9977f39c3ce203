package org.everswarm.tracker.swarm;

/**
 * A {@link PeerTable} in numbers.
 *
 * @param swarms swarms, with or without peers
 * @param ipv4Peers peers with an IPv4 address
 * @param ipv6Peers peers with an IPv6 address
 * @param seeders peers that have everything
 * @param leechers peers that lack something
 * @param expired peers ever dropped for their silence
 * @param refused announces ever whose peer was not kept for want of room
 */
public record PeerTableStats(
    long swarms,
    long ipv4Peers,
    long ipv6Peers,
    long seeders,
    long leechers,
    long expired,
    long refused) {}

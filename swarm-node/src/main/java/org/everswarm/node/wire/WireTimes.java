package org.everswarm.node.wire;

/**
 * How long everything may take, in milliseconds.
 *
 * @param handshake until the 68 bytes of a caller are there
 * @param hold how long a handshake waits for its admission: admissions race the client by
 *     milliseconds, and every client waits longer than 3 s, while one that is refused comes back
 *     only after a minute
 * @param dialConnect until a peer we call takes the call
 * @param dialHandshake until it has answered our handshake; clients may answer on a slow tick
 * @param silence without any byte from the peer
 * @param idle without a request from a peer that is not interested
 * @param interestedIdle without a request from a peer that is interested
 * @param stall with bytes to send and none taken by the peer
 * @param seederLinger how long a peer that has everything is kept
 * @param keepAlive without a byte from us until we say that we are here
 * @param tick how often these are looked at
 */
public record WireTimes(
    long handshake,
    long hold,
    long dialConnect,
    long dialHandshake,
    long silence,
    long idle,
    long interestedIdle,
    long stall,
    long seederLinger,
    long keepAlive,
    long tick) {

  public static WireTimes defaults() {
    return new WireTimes(
        3_000, 3_000, 5_000, 10_000, 120_000, 60_000, 300_000, 60_000, 10_000, 90_000, 250);
  }
}

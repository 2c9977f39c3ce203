package org.everswarm.tracker.shop.api;

/**
 * How much the shop's server takes on at once.
 *
 * @param connections open at once; more are closed as they come
 * @param connectionsPerSource the same from one IPv4 address or IPv6 /64 that is no trusted proxy
 * @param inFlight requests being carried out or waiting for it; more get 503
 * @param bodyBytes of bodies in memory, in all; more get 503. As many again of large ones, of
 *     operations that take more than a megabyte: so uploads do not stand in the way of buying. And
 *     as many again of large answers that are not read yet
 * @param headSeconds within which the head of a connection's first request must have come
 * @param idleSeconds after which a silent connection is closed, and within which the head of each
 *     further request must have come
 * @param bodySeconds within which a body must have come, and a second more for each 64 KiB that its
 *     operation takes
 */
record ApiLimits(
    int connections,
    int connectionsPerSource,
    int inFlight,
    long bodyBytes,
    int headSeconds,
    int idleSeconds,
    int bodySeconds) {

  private static final int LARGE_BYTES = 1 << 20;
  private static final int BODY_BYTES_PER_SECOND = 64 << 10;

  static ApiLimits standard() {
    return new ApiLimits(4096, 256, 256, 64L << 20, 10, 30, 60);
  }

  /** Whether an operation that takes at most so many bytes takes large bodies. */
  static boolean isLarge(int bytesMax) {
    return bytesMax > LARGE_BYTES;
  }

  /** Within which a body of at most so many bytes must have come. */
  long bodySeconds(int bytesMax) {
    return (long) bodySeconds + bytesMax / BODY_BYTES_PER_SECOND;
  }
}

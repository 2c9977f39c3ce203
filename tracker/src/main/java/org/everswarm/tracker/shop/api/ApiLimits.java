package org.everswarm.tracker.shop.api;

/**
 * How much the shop's server takes on at once.
 *
 * @param connections open at once; more are closed as they come
 * @param inFlight requests being carried out or waiting for it; more get 503
 * @param bodyBytes of bodies in memory, in all; more get 503
 * @param idleSeconds after which a silent connection is closed
 * @param bodySeconds within which a body must have come
 */
record ApiLimits(int connections, int inFlight, long bodyBytes, int idleSeconds, int bodySeconds) {

  static ApiLimits standard() {
    return new ApiLimits(4096, 256, 128L << 20, 30, 120);
  }
}

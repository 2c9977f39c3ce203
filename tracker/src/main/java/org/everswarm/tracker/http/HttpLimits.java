package org.everswarm.tracker.http;

/**
 * What one client may take of an HTTP listener.
 *
 * @param maxUriBytes the request line; 64 escaped info-hashes and a token need 4,700
 * @param maxHeaderBytes all header lines together
 * @param idleSeconds how long a connection may stay without completing a request
 * @param maxPendingVerifications announces per event loop that may wait for their receipt's
 *     signature; more are told to come back
 */
public record HttpLimits(
    int maxUriBytes, int maxHeaderBytes, int idleSeconds, int maxPendingVerifications) {

  /** What a tracker needs and little more. */
  public static final HttpLimits DEFAULT = new HttpLimits(8192, 8192, 60, 8192);

  public HttpLimits {
    if (maxUriBytes < 256 || maxHeaderBytes < 256) {
      throw new IllegalArgumentException("a request needs at least 256 bytes");
    }
    if (idleSeconds < 1 || maxPendingVerifications < 1) {
      throw new IllegalArgumentException("the HTTP limits must be positive");
    }
  }
}

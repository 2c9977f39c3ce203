package org.everswarm.tracker.announce;

/** Why what came to an HTTP or HTTPS listener never became a request. */
public enum HttpRejection {
  /** There are enough connections, in all or of its address. */
  CONNECTION_LIMIT("connection_limit"),
  /** Its connection does not come by a trusted proxy, as every one should, or from nowhere. */
  UNTRUSTED("untrusted"),
  /** It is no HTTP, TLS or PROXY header, or one beyond the limits of length. */
  MALFORMED("malformed");

  private final String label;

  HttpRejection(String label) {
    this.label = label;
  }

  /** The value of a metric's label. */
  public String label() {
    return label;
  }
}

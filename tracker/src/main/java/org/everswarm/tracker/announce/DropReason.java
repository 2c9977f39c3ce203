package org.everswarm.tracker.announce;

/** Why a datagram got no answer. */
public enum DropReason {
  /** Too short, too long, or of no known action. */
  MALFORMED("malformed"),
  /** Its connection id was not ours, or too old, or of another address. */
  CONNECTION_ID("connection_id"),
  /** Its source sends too much. */
  LIMITED("limited"),
  /** More arrived than can be answered, and most of it from its network. */
  SHED("shed"),
  /** There was no room to work on it, or to send the answer. */
  BUSY("busy"),
  /** The tracker failed at it; the log says how. */
  FAILED("failed");

  private final String label;

  DropReason(String label) {
    this.label = label;
  }

  /** The value of a metric's label. */
  public String label() {
    return label;
  }
}

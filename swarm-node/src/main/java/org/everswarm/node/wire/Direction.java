package org.everswarm.node.wire;

/** Who opened a connection. */
public enum Direction {
  INBOUND,
  OUTBOUND;

  /** Label of metrics. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

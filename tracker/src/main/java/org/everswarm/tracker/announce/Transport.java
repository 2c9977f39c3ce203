package org.everswarm.tracker.announce;

/** How a request came. */
public enum Transport {
  UDP("udp"),
  HTTP("http"),
  HTTPS("https");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  /** The value of a metric's label. */
  public String label() {
    return label;
  }
}

package org.everswarm.tracker.announce;

/** What one event loop counts. Written by that loop alone, read by any thread. */
public final class LoopCounters {

  LoopCounters() {}

  /** An announce was answered so. */
  public void announced(Transport transport, boolean ipv4, AnnounceResult result) {}

  /** A scrape was answered so. */
  public void scraped(Transport transport, boolean ipv4, AnnounceResult result) {}

  /** A connection id was given (BEP 15). */
  public void connected(boolean ipv4) {}

  /** A datagram got no answer. */
  public void dropped(DropReason reason) {}

  /** A request took so long, from its arrival to its answer's departure. */
  public void timed(Transport transport, long nanos) {}
}

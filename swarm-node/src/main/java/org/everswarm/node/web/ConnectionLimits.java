package org.everswarm.node.web;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.node.admission.SourceNetwork;
import org.everswarm.protocol.IpAddress;

/** Counts connections, in all and of each source. Thread-safe. */
final class ConnectionLimits {

  private final AtomicInteger open;
  private final int maxOpen;
  private final int maxPerSource;
  private final ConcurrentHashMap<IpAddress, Integer> bySource = new ConcurrentHashMap<>();

  ConnectionLimits(AtomicInteger open, int maxOpen, int maxPerSource) {
    this.open = open;
    this.maxOpen = maxOpen;
    this.maxPerSource = maxPerSource;
  }

  /** Takes a place for a connection; {@link #release} gives it back. */
  boolean tryAcquire(IpAddress address) {
    if (open.incrementAndGet() > maxOpen) {
      open.decrementAndGet();
      return false;
    }
    IpAddress source = SourceNetwork.of(address);
    if (bySource.merge(source, 1, Integer::sum) > maxPerSource) {
      release(address);
      return false;
    }
    return true;
  }

  void release(IpAddress address) {
    bySource.computeIfPresent(
        SourceNetwork.of(address), (same, count) -> count == 1 ? null : count - 1);
    open.decrementAndGet();
  }
}

package org.everswarm.tracker.listen;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.IpAddress;

/**
 * Counts connections, in all and per source prefix (an IPv4 address, an IPv6 /64), and says when
 * there are enough. Thread-safe; its memory is bounded by the connections that it counts.
 */
public final class OpenConnections {

  private final int max;
  private final int maxPerPrefix;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> byPrefix = new ConcurrentHashMap<>();

  public OpenConnections(int max, int maxPerPrefix) {
    if (max < 1 || maxPerPrefix < 1) {
      throw new IllegalArgumentException("at least one connection must be allowed");
    }
    this.max = max;
    this.maxPerPrefix = maxPerPrefix;
  }

  /** Connections that are open now. */
  public int open() {
    return open.get();
  }

  /** Counts one more without a limit per prefix: a trusted proxy carries many clients. */
  public boolean admitProxy() {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return false;
    }
    return true;
  }

  public void proxyClosed() {
    open.decrementAndGet();
  }

  /** Counts one more from {@code source}; false, and nothing counted, when there are enough. */
  public boolean admit(IpAddress source) {
    if (!admitProxy()) {
      return false;
    }
    if (byPrefix.merge(prefix(source), 1, Integer::sum) > maxPerPrefix) {
      closed(source);
      return false;
    }
    return true;
  }

  public void closed(IpAddress source) {
    byPrefix.computeIfPresent(prefix(source), (prefix, count) -> count == 1 ? null : count - 1);
    proxyClosed();
  }

  int prefixes() {
    return byPrefix.size();
  }

  private static long prefix(IpAddress source) {
    return source.isIpv4() ? Integer.toUnsignedLong(source.ipv4()) : source.high();
  }
}

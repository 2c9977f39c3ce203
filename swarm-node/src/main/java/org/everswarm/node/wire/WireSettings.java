package org.everswarm.node.wire;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the wire listens and what it allows. Times are in milliseconds.
 *
 * @param binds addresses to listen on; port 0 picks a free one, the same for all
 * @param limits how many of everything
 * @param times how long everything may take
 */
public record WireSettings(List<InetSocketAddress> binds, WireLimits limits, WireTimes times) {

  public WireSettings {
    binds = List.copyOf(binds);
    if (binds.isEmpty()) {
      throw new IllegalArgumentException("the wire needs at least one address to listen on");
    }
  }

  /** Listens on {@code binds}, everything else at its default. */
  public static WireSettings listeningOn(InetSocketAddress... binds) {
    return new WireSettings(List.of(binds), WireLimits.defaults(), WireTimes.defaults());
  }
}

package org.everswarm.node.wire;

import java.util.HashMap;
import java.util.Map;
import org.everswarm.node.admission.SourceNetwork;
import org.everswarm.protocol.IpAddress;

/** A bounded number of places, in all and for one source. Thread-safe. */
final class Seats {

  private final int most;
  private final int mostPerSource;
  private final Map<IpAddress, Integer> taken = new HashMap<>();
  private int all;

  Seats(int most, int mostPerSource) {
    this.most = most;
    this.mostPerSource = mostPerSource;
  }

  /** Takes a place if there is one; who got it leaves it once. */
  synchronized boolean enter(IpAddress address) {
    IpAddress source = SourceNetwork.of(address);
    int here = taken.getOrDefault(source, 0);
    if (all >= most || here >= mostPerSource) {
      return false;
    }
    taken.put(source, here + 1);
    all++;
    return true;
  }

  synchronized void leave(IpAddress address) {
    all--;
    taken.computeIfPresent(
        SourceNetwork.of(address), (source, here) -> here == 1 ? null : here - 1);
  }

  synchronized int taken() {
    return all;
  }
}

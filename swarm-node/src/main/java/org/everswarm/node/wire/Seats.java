package org.everswarm.node.wire;

import java.util.HashMap;
import java.util.Map;
import org.everswarm.protocol.IpAddress;

/** A bounded number of places, in all and for one address. Thread-safe. */
final class Seats {

  private final int most;
  private final int mostPerAddress;
  private final Map<IpAddress, Integer> taken = new HashMap<>();
  private int all;

  Seats(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Takes a place if there is one; who got it leaves it once. */
  synchronized boolean enter(IpAddress address) {
    int here = taken.getOrDefault(address, 0);
    if (all >= most || here >= mostPerAddress) {
      return false;
    }
    taken.put(address, here + 1);
    all++;
    return true;
  }

  synchronized void leave(IpAddress address) {
    all--;
    taken.computeIfPresent(address, (a, here) -> here == 1 ? null : here - 1);
  }

  synchronized int taken() {
    return all;
  }
}

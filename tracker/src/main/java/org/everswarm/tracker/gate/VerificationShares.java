package org.everswarm.tracker.gate;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.everswarm.protocol.IpAddress;

/**
 * Whose tokens may wait for the check of their signature, so that forgers neither get many checked
 * nor hold the places of others.
 *
 * <p>Thread-safe and lock-free; memory is fixed.
 *
 * <p>A source or network with a forgery to its name may have no more waiting than it may still
 * forge. One with none may fill half of the queue alone; while the other half fills, only such
 * networks get in, each with an eighth at most. What waits is counted in cells under a keyed hash,
 * so two sources may count as one, by bad luck but not by intent.
 */
final class VerificationShares {

  private static final int CELLS = 1 << 14;

  private final int most;
  private final SourceLimiter addresses;
  private final SourceLimiter networks;
  private final AtomicIntegerArray byAddress = new AtomicIntegerArray(CELLS);
  private final AtomicIntegerArray byNetwork = new AtomicIntegerArray(CELLS);

  /**
   * Shares of a queue of {@code most} places.
   *
   * @param addresses what an address may forge
   * @param networks what a network may forge
   */
  VerificationShares(int most, SourceLimiter addresses, SourceLimiter networks) {
    this.most = most;
    this.addresses = addresses;
    this.networks = networks;
  }

  /** Takes a place, to be given back by {@link #leave}; false when this source may have none. */
  boolean enter(IpAddress source, int queued, long nowNanos) {
    int left = addresses.left(source, nowNanos);
    int networkLeft = networks.left(source, nowNanos);
    if (left <= 0 || networkLeft <= 0) {
      addresses.charge(source, nowNanos);
      networks.charge(source, nowNanos);
      return false;
    }
    boolean clean = networkLeft == networks.burst();
    boolean halfFull = queued >= (most + 1) / 2;
    if (halfFull && !clean) {
      return false;
    }
    int share = Math.max(1, halfFull ? most / 8 : (most + 1) / 2);
    int addressShare = left == addresses.burst() ? share : left;
    int networkShare = clean ? share : networkLeft;
    int fromAddress = byAddress.incrementAndGet(addresses.cell(source, CELLS));
    int fromNetwork = byNetwork.incrementAndGet(networks.cell(source, CELLS));
    if (fromAddress > addressShare || fromNetwork > networkShare) {
      leave(source);
      return false;
    }
    return true;
  }

  /** Gives back a place. */
  void leave(IpAddress source) {
    byAddress.decrementAndGet(addresses.cell(source, CELLS));
    byNetwork.decrementAndGet(networks.cell(source, CELLS));
  }

  /** Notes that a source's token was forged. */
  void forged(IpAddress source, long nowNanos) {
    addresses.charge(source, nowNanos);
    networks.charge(source, nowNanos);
  }

  /** Whether a source, or its network, owes as much as it can: it asks on while it is refused. */
  boolean ignores(IpAddress source, long nowNanos) {
    return addresses.left(source, nowNanos) < -addresses.burst() / 2
        || networks.left(source, nowNanos) < -networks.burst() / 2;
  }
}

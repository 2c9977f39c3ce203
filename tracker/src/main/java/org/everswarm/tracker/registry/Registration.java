package org.everswarm.tracker.registry;

import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;

/**
 * A torrent that is tracked.
 *
 * @param infoHash its name on the wire
 * @param gate who may join
 * @param bundleId the bundle whose receipts open the gate; 0 when there is none
 * @param name for people
 */
public record Registration(InfoHash infoHash, Gate gate, long bundleId, String name) {

  /** Longest name. */
  public static final int MAX_NAME_LENGTH = 1000;

  public Registration {
    if (gate.needsReceipt() && bundleId == 0) {
      throw new IllegalArgumentException(
          "a torrent behind a gate needs the id of its bundle: no receipt is for bundle 0");
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "the name of a torrent has at most " + MAX_NAME_LENGTH + " characters");
    }
  }

  /** Whether the same receipts admit to both, or none is needed for either. */
  boolean hasTermsOf(Registration other) {
    return gate == other.gate && bundleId == other.bundleId;
  }
}
